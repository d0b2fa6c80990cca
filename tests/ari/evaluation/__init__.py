"""Measuring what ARI understands: `make eval` runs every evaluation and fails below its gate."""
