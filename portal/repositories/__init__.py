"""What the portal asks of Convex: one class for one aggregate."""
