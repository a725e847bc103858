"""Tests of what decides whether a build goes on."""
