"""Plans for Maven projects: what has to change, as Maven itself resolves it."""
