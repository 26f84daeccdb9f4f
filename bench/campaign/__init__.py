"""The fault campaign: what is created, changed and deleted, what goes wrong then, what came of it."""
