"""The forms of the console: what a page accepts, and what it says about the rest."""
