"""The staff console of the support hub, inside the Django admin site."""
