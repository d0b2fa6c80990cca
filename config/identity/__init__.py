"""Who is calling: session tokens, the keys that sign them, and the principal that a caller becomes."""
