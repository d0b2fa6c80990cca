"""What other services tell us, each verified before it is read."""
