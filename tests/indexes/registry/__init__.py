"""Tests of ``archcompat.indexes.registry``."""
