"""Tests of ``archcompat.assess``."""
