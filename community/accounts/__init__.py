"""Who signs in: accounts, sessions, invitations, roles and consents."""
