"""Notices of what one follows, of the community and of keeping it safe."""

from community.core.text import N_
from community.notices.kinds.kind import DIGEST, Kind, Topic

_F, _L = Topic.FOLLOWING, Topic.COMMUNITY
_YOU_ORGANISE = N_("you are an organiser")
_YOU_CURATE = N_("you are a curator of the Evidence Hub")
_YOU_FOLLOW = N_("you follow it")
_YOU_KEEP = N_("you keep this search")
_YOU_READ = N_("you read reports")
_YOU_REPORTED = N_("you reported something")

KINDS = (
    Kind(
        "offer-overdue", _L, N_("An offer to a project goes unanswered"),
        N_("An offer to help with %(project)s has had no answer for ten days"),
        N_("you are an organiser"), DIGEST,
    ),
    Kind(
        "project-unled", _L, N_("A project has no lead any more"),
        N_("Nobody leads %(project)s any more"), N_("you are an organiser"),
    ),
    Kind(
        "check-in-badly", _L,
        N_("It goes badly for somebody, and an organiser may read it"),
        N_("It does not go well for somebody in a project"), N_("you are an organiser"),
    ),
    Kind(
        "follow-need", _F, N_("A project I follow looks for somebody"),
        N_("%(project)s looks for somebody"), _YOU_FOLLOW, DIGEST,
    ),
    Kind(
        "follow-stage", _F, N_("A project I follow comes to a new stage"),
        N_("%(project)s has come to a new stage"), _YOU_FOLLOW, DIGEST,
    ),
    Kind(
        "follow-event", _F, N_("An event of a project I follow"),
        N_("There is an event of %(project)s"), _YOU_FOLLOW, DIGEST,
    ),
    Kind(
        "follow-update", _F, N_("News of a project I follow"),
        N_("There is news of %(project)s"), _YOU_FOLLOW, DIGEST,
    ),
    Kind(
        "follow-project", _F, N_("A new project about a tag or topic I follow"),
        N_("New, about what you follow: %(project)s"),
        N_("you follow what it is about"), DIGEST,
    ),
    Kind(
        "search-people", _F, N_("Somebody new in a people search I keep"),
        N_("There are new people in a search that you keep"), _YOU_KEEP, DIGEST,
    ),
    Kind(
        "search-projects", _F, N_("A new project in a search I keep"),
        N_("There are new projects in a search that you keep"), _YOU_KEEP, DIGEST,
    ),
    Kind(
        "project-orphaned", _L, N_("A project looks for a lead"),
        N_("%(project)s looks for a lead"), _YOU_ORGANISE,
    ),
    Kind(
        "take-over-turn", _L, N_("An offer to take over a project needs an organiser"),
        N_("%(person)s offers to take over %(project)s: you can decide"),
        _YOU_ORGANISE,
    ),
    Kind(
        "announcement", _L, N_("The organisers have something to say"),
        N_("The organisers have something to say"),
        N_("the organisers wrote to you and to others"),
    ),
    Kind(
        "tag-answer", _L, N_("An answer about a word I proposed"),
        N_("There is an answer about a word that you proposed"),
        N_("you used the word"), DIGEST,
    ),
    Kind(
        "evidence-new", _L, N_("Somebody suggests a resource for the Evidence Hub"),
        N_("There are suggestions for the Evidence Hub"), _YOU_CURATE, DIGEST,
    ),
    Kind(
        "evidence-answer", _L, N_("There is an answer about a resource I suggested"),
        N_("There is an answer about a resource that you suggested"),
        N_("you suggested it"),
    ),
    Kind(
        "evidence-overdue", _L, N_("A resource that I look after is to be reviewed"),
        N_("A resource that you look after is to be looked at again"),
        N_("you look after it"),
    ),
    Kind(
        "impact-answer", _L, N_("An organiser has read a change that I noted"),
        N_("An organiser has read what you noted about a change"),
        N_("you noted it"),
    ),
    Kind(
        "report", _L, N_("A report needs a moderator"),
        N_("A report needs a moderator"), _YOU_READ, fixed=True,
    ),
    Kind(
        "case-waits", _L, N_("Nobody has taken a report about risk of harm"),
        N_("A report about risk of harm waits, and nobody has taken it"), _YOU_READ,
        fixed=True,
    ),
    Kind(
        "case-overdue", _L, N_("A report is overdue"),
        N_("A report is overdue"), _YOU_READ, fixed=True,
    ),
    Kind(
        "case-second", _L, N_("A case needs a second person"),
        N_("A case needs a second person to decide"), _YOU_READ, fixed=True,
    ),
    Kind(
        "case-handed", _L, N_("I am asked to take a case"),
        N_("You are asked to take a case"), _YOU_READ, fixed=True,
    ),
    Kind(
        "case-answer", _L, N_("There is an answer about a case of mine"),
        N_("There is an answer about a case of yours"), _YOU_READ, fixed=True,
    ),
    Kind(
        "measure", _L, N_("The moderators have something for me to read"),
        N_("There is something from the moderators for you to read"),
        N_("it is about you"), fixed=True,
    ),
    Kind(
        "private-opened", _L, N_("Somebody opened what I show to few or nobody"),
        N_("A moderator or an administrator opened what you show to few or nobody"),
        N_("it is about you"), fixed=True,
    ),
    Kind(
        "report-acted", _L, N_("Moderators acted on something I reported"),
        N_("Thank you: we looked at what you reported, and we acted"), _YOU_REPORTED,
    ),
    Kind(
        "report-no-breach", _L, N_("Moderators have looked at something I reported"),
        N_("Thank you: we looked at what you reported. It keeps to the house rules"),
        _YOU_REPORTED,
    ),
    Kind(
        "report-limited", _L, N_("I can report less for a while"),
        N_("Some of your reports were not made in good faith: please read this"),
        _YOU_REPORTED, fixed=True,
    ),
)  # fmt: skip
