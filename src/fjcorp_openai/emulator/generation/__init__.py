"""What the models of the emulator answer."""
