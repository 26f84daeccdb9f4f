"""The provider's resources: one file per resource, over the life cycles of `base`, `one_shot` and `job`."""
