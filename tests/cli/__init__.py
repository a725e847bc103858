"""Tests of ``archcompat.cli``."""
