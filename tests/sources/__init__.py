"""Tests of where a subject comes from."""
