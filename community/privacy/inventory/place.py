"""Tables that lead to no member: words of the place, links between things, numbers."""

from community.privacy.inventory.lines import Fate, Line, kept_back, nobodys

LISTS = "a list of the place"
PAGE = "part of the page of a project, which its team writes together"
HUB = "part of a record of the Evidence Hub"
NUMBERS = "numbers about many"
WORK = "work of the place: names of tasks, times"

PLACE: tuple[Line, ...] = (
    nobodys("term", LISTS),
    nobodys("setting", LISTS),
    kept_back("tag", "label", "a word that many may use; a proposal that nobody uses "
              "any more is deleted", Fate.STAYS),
    nobodys("tag_name", "the names of tags"),
    kept_back("organisation", "name", "a name for many to use; a proposal that "
              "nobody uses any more is deleted", Fate.STAYS),
    nobodys("project", PAGE + "; a draft that nobody else is part of is deleted, what "
            "was out archived"),
    nobodys("project_area", PAGE),
    nobodys("project_factor", PAGE),
    nobodys("project_guide", PAGE),
    nobodys("project_organisation", PAGE),
    nobodys("project_slug", PAGE),
    nobodys("project_tag", PAGE),
    nobodys("need_tag", PAGE),
    nobodys("milestone", PAGE),
    nobodys("join_request_seen", "when an offer was seen; it goes with the offer"),
    nobodys("event_link", "how to get into an event; it goes with the event"),
    nobodys("programme", "the programme of the Lab"),
    nobodys("programme_area", "the programme of the Lab"),
    nobodys("programme_milestone", "the programme of the Lab"),
    nobodys("programme_partner", "the programme of the Lab"),
    nobodys("programme_phase", "the programme of the Lab"),
    nobodys("resource_factor", HUB),
    nobodys("resource_tag", HUB),
    nobodys("resource_word", HUB),
    nobodys("essay", "an essay of the series; who wrote it stands apart"),
    nobodys("essay_figure", "a picture in an essay"),
    nobodys("series", "a series of essays"),
    nobodys("survey_group", "a group in a survey"),
    nobodys("survey_item", "what a survey asked"),
    nobodys("finding", NUMBERS),
    nobodys("impact_evidence", "a link between what changed and a resource"),
    nobodys("impact_tie", "what came of a tie; it goes with the tie"),
    kept_back("coffee_round", "outcome", NUMBERS, Fate.STAYS),
    kept_back("import_batch", "counts", NUMBERS, Fate.STAYS),
    nobodys("figures", NUMBERS + "; groups under eight are not told"),
    nobodys("learned", "weights and factors by the numbers of people; they are learnt "
            "anew each day"),
    nobodys("map_build", WORK),
    nobodys("version", WORK),
    nobodys("task", WORK),
    nobodys("challenge", "what a passkey was asked to sign, for some minutes"),
    nobodys("subscription_told", "what letters have told already"),
    nobodys("audit_checkpoint", "that the trail was whole: hashes"),
)  # fmt: skip
