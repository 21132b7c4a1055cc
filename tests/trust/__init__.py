"""Tests of what makes the place answerable: trail, retention, break-glass, ledger."""
