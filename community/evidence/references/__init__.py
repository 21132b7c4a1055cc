"""References: how a resource is cited, and files of them to take away and bring in."""
