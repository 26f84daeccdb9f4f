"""The official API document: operations, schemas, corrections, and what no source says."""
