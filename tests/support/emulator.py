"""Fixtures that run the real emulator."""
