"""Which pages show what people make, and where it is reported: data beside the crawl.

A line is a page, who reads it on the stage, and the kinds of things that it shows. Each
has its report link there, or stands on a page of its own that has (`OWN_PAGE`).
"""

PAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("/members/bob-2", "alice", ("person",)),
    ("/members/alice-1", "bob", ("person",)),
    ("/projects/project-1", "alice", ("project", "story")),
    ("/projects/project-1/stories", "alice", ("story",)),
    ("/projects/project-2", "alice", ("project",)),
    ("/conversations/1", "alice", ("message", "person")),
    ("/conversations/2", "alice", ("message", "person")),
    ("/conversations/", "alice", ("person",)),
    ("/ideas/idea-2", "alice", ("idea",)),
    ("/ideas/idea-1", "bob", ("idea", "comment", "help")),
    ("/updates/update-1", "alice", ("update",)),
    ("/updates/update-5", "alice", ("update",)),
    ("/events/event-1", "alice", ("event",)),
    ("/events/event-2", "dai", ("event",)),
    ("/evidence/resource-1", "alice", ("resource", "talk")),
    ("/evidence/resource-90", "bob", ("resource",)),
    ("/evidence/collections/collection-1", "alice", ("collection",)),
    ("/impact/2", "bob", ("impact",)),
    ("/connections/requests/", "alice", ("hello",)),
    ("/connections/ties/2", "alice", ("tie",)),
    ("/connections/introductions/1", "alice", ("introduction",)),
    ("/projects/project-1/requests", "lea", ("offer",)),
    ("/projects/requests/", "bob", ("offer",)),
    ("/projects/handovers/1", "alice", ("handover",)),
    ("/announcements/1", "alice", ("announcement",)),
    ("/essays/essay-1", "alice", ("essay",)),
    ("/programme/warm-homes", "alice", ("programme",)),
    ("/surveys/survey-1", "alice", ("survey",)),
)

OWN_PAGE = {
    "project_guide": "project", "project_factor": "project", "need": "project",
    "milestone": "project", "team_task": "project", "resource_use": "project",
    "project_tag": "project", "project_area": "project", "membership": "project",
    "project_origin": "project", "project_organisation": "project",
    "member_detail": "person", "member_tag": "person", "affiliation": "person",
    "member_kind": "person", "member_place": "person", "check_in": "person",
    "idea_version": "idea", "idea_tag": "idea", "update_image": "update",
    "event_link": "event", "collection_item": "collection", "essay_version": "essay",
    "essay_figure": "essay", "essay_author": "essay", "programme_area": "programme",
    "programme_phase": "programme", "programme_milestone": "programme",
    "programme_partner": "programme", "survey_item": "survey", "finding": "survey",
    "survey_group": "survey",
}  # fmt: skip
"""Tables with words that stand on the page of something else: reported there."""

NOBODY_ELSES = {
    "block": "one's own list",
    "mute": "one's own list",
    "muted_word": "one's own list",
    "connection_note": "nobody else ever reads it",
    "saved_search": "one's own",
    "topic_follow": "one's own",
    "dismissal": "one's own",
    "lived_experience": "sealed; its owner decides who reads it, in fixed words",
    "survey_answer": "nobody reads single answers",
    "calendar_key": "no words",
    "notice": "our words",
    "notice_choice": "no words",
    "conversation": "no words of its own: messages are reported",
    "digest_suggested": "no words",
    "suggestion_event": "no words",
    "opening": "of moderators, to one person",
    "map_view": "a title of organisers for organisers",
    "resource_version": "for curators, who keep it",
    "resource_import": "for curators, who keep it",
    "resource_word": "words of a list that curators keep",
    "resource_factor": "codes",
    "safeguarding_case": "for moderators",
    "report": "for moderators",
    "widening": "for moderators",
    "measure": "of moderators, to one person, who may appeal",
    "appeal": "for moderators",
}
"""Tables with words that nobody reads but who wrote them, or whose task it is."""
