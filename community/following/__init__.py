"""What members follow (projects, tags, topics) and the searches that they keep."""
