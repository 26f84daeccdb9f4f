"""Parts of scripts/mutants.py: what is mutated, the copy it happens in, and the tests that judge a mutant."""
