"""What organisers say to many at once."""
