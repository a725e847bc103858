"""Bytes to values: one format a module, no walking, no rules, no file system."""
