"""The commands of ARI."""
