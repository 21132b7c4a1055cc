"""What people do together: projects, ideas, events, evidence, surveys, the map."""

from community.core.text import N_
from community.privacy.inventory.lines import Fate, Line, kept_back, mine
from community.privacy.inventory.people import CLOSED, DERIVED, OTHERS

PROJECTS = N_("Your projects")
OFFERS = N_("Offers and invitations to projects")
TASKS = N_("Tasks")
STORIES = N_("Stories you told of projects")
NEWS = N_("News you wrote")
IDEAS = N_("Ideas and comments")
EVENTS = N_("Events")
EVIDENCE = N_("Evidence")
ESSAYS = N_("Essays")
IMPACT = N_("What changed")
SURVEYS = N_("Surveys")
FOLLOWED = N_("What you follow and searches you keep")
MAP = N_("The map")
ANNOUNCED = N_("Announcements")

CURATED = "the community's own work, which others rely on: it stays without the name"

WORK: tuple[Line, ...] = (
    # ------------------------------------------------------------------ projects
    mine("membership", "member_id", PROJECTS,
         hide="need_id import_batch_id asked_to_renew"),
    kept_back("circle_member", "member_id", DERIVED),
    mine("need", "contact_id", PROJECTS, Fate.NAME, only="project_id role what_for"),
    mine("check_in", "member_id", PROJECTS, hide="membership_id"),
    mine("join_request", "member_id", OFFERS, shared=True,
         only="kind project_id message asked_at due_at audience"),
    mine("join_request", "asked_by_id", OFFERS, Fate.PASSED, shared=True,
         only="kind project_id message asked_at"),
    mine("handover", "member_id", OFFERS, shared=True,
         only="kind project_id message answer state asked_at"),
    mine("handover", "asked_by_id", OFFERS, shared=True,
         only="kind project_id message answer state asked_at"),
    mine("team_task", "member_id", TASKS, Fate.NAME,
         only="project_id title due_on done_at"),
    mine("team_task", "made_by_id", TASKS, Fate.NAME,
         only="project_id title due_on made_at"),
    mine("project_origin", "told_by_id", PROJECTS, Fate.NAME,
         only="project_id origin told_at"),
    mine("project_story", "author_id", STORIES),
    mine("project_update", "author_id", NEWS, Fate.NAME,
         only="project_id title body readers state published_at made_at"),
    mine("update_image", "update_id", NEWS, Fate.STAYS,
         only="name alt", through=("project_update", "author_id")),
    mine("follow", "member_id", FOLLOWED),
    mine("topic_follow", "member_id", FOLLOWED),
    mine("saved_search", "member_id", FOLLOWED, only="of query made_at looked_at"),
    kept_back("saved_search", "seen", "numbers of people and projects that it found"),
    # ------------------------------------------------------------------ ideas
    mine("idea", "author_id", IDEAS, Fate.WORDS),
    mine("idea_version", "idea_id", IDEAS, through=("idea", "author_id")),
    mine("idea_tag", "idea_id", IDEAS, through=("idea", "author_id")),
    mine("idea_comment", "member_id", IDEAS, only="idea_id words made_at edited_at"),
    mine("idea_help", "member_id", IDEAS, hide="invited"),
    # ------------------------------------------------------------------ events
    mine("attendance", "member_id", EVENTS),
    mine("event", "made_by_id", EVENTS, Fate.NAME,
         only="title summary begins_on place access_notes created_at"),
    kept_back("calendar_key", "member_id", CLOSED),
    # ------------------------------------------------------------------ evidence
    mine("resource", "submitted_by_id", EVIDENCE, Fate.NAME,
         only="title address note sentence state answer submitted_at"),
    mine("resource", "owner_id", EVIDENCE, Fate.NAME, only="title review_by"),
    mine("resource", "taken_by_id", EVIDENCE, Fate.NAME, only="title state"),
    kept_back("resource", "authors", "who wrote the publication", Fate.STAYS),
    mine("resource_version", "by_id", EVIDENCE, Fate.NAME,
         only="resource_id number why at"),
    kept_back("resource_version", "facts", "what the record said: it is public",
              Fate.STAYS),
    mine("resource_use", "added_by_id", EVIDENCE, Fate.NAME, hide="added_by_id"),
    mine("resource_talker", "member_id", EVIDENCE),
    mine("resource_import", "made_by_id", EVIDENCE, Fate.NAME,
         only="name state brought made_at"),
    kept_back("resource_import", "rows", "publications in a file of references",
              Fate.STAYS),
    mine("collection", "made_by_id", EVIDENCE, Fate.NAME,
         only="title intro state made_at"),
    mine("collection_item", "collection_id", EVIDENCE, Fate.STAYS,
         only="resource_id words", through=("collection", "made_by_id")),
    # ------------------------------------------------------------------ essays
    mine("essay_author", "member_id", ESSAYS, Fate.WORDS, hide="rank"),
    mine("essay_version", "by_id", ESSAYS, Fate.NAME,
         only="essay_id number title standfirst body why saved_at"),
    # ------------------------------------------------------------------ impact, surveys
    mine("impact_record", "claimed_by_id", IMPACT, Fate.NAME,
         only="project_id area what_changed happened_on state answer made_at"),
    mine("impact_record", "checked_by_id", IMPACT, Fate.NAME,
         only="what_changed checked_at answer"),
    mine("survey", "made_by_id", SURVEYS, Fate.NAME, only="title state made_at"),
    mine("survey_answer", "member_id", SURVEYS, hide="consented"),
    kept_back("survey", "asked", "numbers of what is asked", Fate.STAYS),
    kept_back("survey", "results", "counts of many", Fate.STAYS),
    # ------------------------------------------------------------------ the map
    mine("map_change", "a_id", MAP, only="fact begins value snapshot_id"),
    mine("map_change", "b_id", MAP, only="fact begins snapshot_id"),
    mine("map_snapshot", "taken_by_id", MAP, Fate.NAME, only="taken_at reason"),
    mine("map_group", "named_by_id", MAP, Fate.NAME, only="name named_at"),
    mine("map_view", "owner_id", MAP, only="title shared made_at"),
    kept_back("map_view", "asked", "may hold the address of somebody's page"),
    mine("map_embed", "made_by_id", MAP, Fate.NAME, only="title sites made_at"),
    mine("weave_plan", "made_by_id", MAP, Fate.NAME, only="title words made_at"),
    kept_back("weave_pair", "a_id", OTHERS),
    kept_back("weave_pair", "b_id", OTHERS),
    # ------------------------------------------------------------------ announcements
    mine("announcement", "author_id", ANNOUNCED, Fate.NAME,
         only="title words state made_at sent_at"),
    mine("announcement_reader", "member_id", ANNOUNCED, only="announcement_id at"),
)  # fmt: skip
