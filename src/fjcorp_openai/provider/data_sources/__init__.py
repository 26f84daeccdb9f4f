"""The provider's data sources: one file per noun, for one object and for the list of them."""
