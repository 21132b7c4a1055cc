"""Notices seen again through their reader, and the letter that gathers them."""
