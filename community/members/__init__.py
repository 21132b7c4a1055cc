"""The participants, as others may know them."""
