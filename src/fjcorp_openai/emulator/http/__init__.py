"""HTTP: the way of a call through the emulator, and what goes wrong on it on request."""
