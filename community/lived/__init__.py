"""Lived experience: kept apart, sealed, for nobody but its owner unless they say so."""
