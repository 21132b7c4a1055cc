"""Where people work and belong."""
