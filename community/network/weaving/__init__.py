"""Weaving: whom organisers could introduce, plans of it, and what came of them."""
