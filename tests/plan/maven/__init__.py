"""Tests of plans for Maven projects."""
