"""What paid calls use and cost: counts of what is billed, prices, bounds of tokens, and limits."""
