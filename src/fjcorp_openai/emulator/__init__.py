"""An emulator of the OpenAI API: a real HTTP server, checked against the official document in both directions."""
