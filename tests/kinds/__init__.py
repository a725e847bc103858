"""Tests of ``archcompat.kinds``."""
