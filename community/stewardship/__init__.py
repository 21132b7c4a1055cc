"""Who answers for a project: hand-overs, health and rescue, how it goes."""
