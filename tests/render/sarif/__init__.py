"""Tests of ``archcompat.render``."""
