"""What the emulator keeps: objects, people, keys, time."""
