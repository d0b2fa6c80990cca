"""What the ARI API takes and answers."""
