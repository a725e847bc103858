"""Tests of ``archcompat.rulebook``."""
