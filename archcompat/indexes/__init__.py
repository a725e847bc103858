"""Package indexes: what is published where, asked for over HTTP and kept on disk."""
