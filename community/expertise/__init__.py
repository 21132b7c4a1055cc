"""What people offer, seek and learn: the tags and their names."""
