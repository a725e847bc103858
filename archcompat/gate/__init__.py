"""What of a report counts when it decides whether a build goes on; the report itself stays."""
