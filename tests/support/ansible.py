"""Fixtures that run the real ansible."""
