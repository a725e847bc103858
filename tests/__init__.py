"""Tests, one folder and one file for each of the package."""
