"""The steps of a turn, in the order in which `ari/processor.py` names them."""
