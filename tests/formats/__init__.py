"""Tests of ``archcompat.formats``."""
