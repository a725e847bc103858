"""Tests of ``archcompat.render.html``."""
