"""Joins facts over files: who owns what, what a library needs, what a package requires."""
