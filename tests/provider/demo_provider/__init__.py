"""A provider for the tests of the protocol layer: its objects are files in a folder."""
