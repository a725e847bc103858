"""Tests of ``archcompat.compare``."""
