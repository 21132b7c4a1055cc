"""Who knows whom, and how they come to."""
