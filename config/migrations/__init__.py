"""Tables of the project itself in Django's own database."""
