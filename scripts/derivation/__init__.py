"""What `scripts/derive.py` writes, one kind of file in each module of this package."""
