"""Tests of the programme: events, who was there, where projects began."""
