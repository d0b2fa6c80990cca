"""The way to Convex: one pooled client, the value encoding, and every way in which a call can fail."""
