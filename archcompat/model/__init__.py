"""Values only: what the scanner talks about. Nothing here reads a file or decides anything."""
