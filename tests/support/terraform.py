"""Fixtures that run the real terraform."""
