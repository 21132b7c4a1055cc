"""Files of what is on screen, for people and for programs that draw networks."""
