"""Tests of ``archcompat.graph``."""
