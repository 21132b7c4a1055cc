"""Tests of plans: tasks, milestones, and what the clock does with them."""
