"""Updates by e-mail for people without an account."""
