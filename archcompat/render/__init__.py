"""A report as text, JSON or another format; nothing here decides anything."""
