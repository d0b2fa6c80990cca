"""Commands of the tickets."""
