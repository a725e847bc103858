"""Builders of small artifacts from bytes: every fixture of the tests is made here."""
