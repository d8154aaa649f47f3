"""How notebooks are made from their text sources: the parts of `python notebooks/build.py`."""
