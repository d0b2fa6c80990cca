"""The Django project: settings, addresses, launching, and the way to Convex."""
