"""Tests of what archcompat is in other tools: build tools, CI services, shells."""
