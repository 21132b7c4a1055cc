"""What the community lacks: skills, one more person, a second who could do it."""
