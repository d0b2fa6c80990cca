"""`/api/portal/`: what the console shows, for programs."""
