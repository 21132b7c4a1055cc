"""What people work on together."""
