"""Tests of ``archcompat.model``."""
