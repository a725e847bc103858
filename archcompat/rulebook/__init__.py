"""The rules database: reading, finding and checking rules."""
