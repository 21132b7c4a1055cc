"""What every noun stands on: access rules, the database, errors, the journal."""
