"""An emulator of the OpenAI API: a real HTTP server, checked against the document in both directions."""
