"""What ARI asks of Convex: one class for one aggregate."""
