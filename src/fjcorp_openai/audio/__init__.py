"""Audio files and what is written down of them: measured, cut, joined, captioned. Knows no API."""
