"""Measure the migration's speed: ratios from one interleaved run, side by side with the naive way."""
