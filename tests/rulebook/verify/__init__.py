"""Tests of ``archcompat.rulebook.verify``."""
