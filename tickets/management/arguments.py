"""Arguments of the ticket commands."""

import argparse


def read_positive(text: str) -> int:
    """Return a whole number above zero; argparse shows the error."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not number:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return number
