"""How people come into projects: needs, offers, invitations, places."""
