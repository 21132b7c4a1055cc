"""Copies of the whole place: one sealed file, and the way back from it."""
