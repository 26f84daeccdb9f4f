"""The life cycles that the resources share."""
