"""The past of the network: frozen figures, and what changed from one to the next."""
