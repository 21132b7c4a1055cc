"""The words of the report on suggestions: numbers, ways of ranking, reasons, names."""

from flask_babel import gettext, ngettext

from community.matching.quality_report import Ranking, Replayed, Steps
from community.matching.small_numbers import LEAST

CLEAR = 2.0
"""A difference of so many standard errors is a clear one."""


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


def number(value: int | None) -> str:
    """Return a rounded number in words: "fewer than 8", "1,120", "0"."""
    if value is None:
        return _("fewer than %(num)s", num=LEAST)
    return f"{value:,}"


def percent(part: int | None, whole: int | None) -> str:
    """Return a share of rounded numbers in percent; a dash where it can't be told."""
    return f"{round(100 * part / whole)}%" if part is not None and whole else "–"


def share(part: int | None, whole: int | None) -> str:
    """Return a rounded number and which percent it is of another one."""
    told = percent(part, whole)
    return f"{number(part)} ({told})" if part and whole else number(part)


def subject(name: str) -> str:
    """Return what suggestions are about."""
    return {"person": _("People"), "project": _("Projects")}[name]


USUAL = {
    "tag_jaccard": "Jaccard",
    "tag_cosine": "cosine",
    "item_knn": "ItemKNN",
    "user_knn": "UserKNN",
    "pagerank": "PageRank",
    "adamic_adar": "Adamic-Adar",
    "people_tag_jaccard": "Jaccard",
    "people_pagerank": "PageRank",
}
"""What statisticians call ways of ranking."""


def way(name: str) -> str:
    """Return a way of ranking in plain words."""
    return {
        "matcher": _("Our suggestions"),
        "popularity": _("What most people are in"),
        "newest": _("The newest first"),
        "tag_jaccard": _("Tags in common"),
        "tag_cosine": _("Rare tags in common"),
        "item_knn": _("Projects with the same people"),
        "user_knn": _("What people like you are in"),
        "pagerank": _("A random walk"),
        "common_neighbours": _("People you both know"),
        "adamic_adar": _("People you both know, weighed"),
        "shared_projects": _("Projects in common"),
        "people_tag_jaccard": _("Tags in common"),
        "people_pagerank": _("A random walk"),
    }[name]


def way_and_usual(name: str) -> str:
    """Return a way of ranking in plain words, with its usual name."""
    return f"{way(name)} ({USUAL[name]})" if name in USUAL else way(name)


def reason(name: str) -> str:
    """Return why a suggestion was put aside."""
    words = {
        "not my topic": _("Not my topic"),
        "no time now": _("No time now"),
        "know them already": _("Know them already"),
        "not for me": _("Not for me"),
    }
    return words.get(name, name)


def of(step: Steps) -> str:
    """Return which suggestions a row counts."""
    return {
        "all": _("All"),
        "usual": _("Chosen by fit"),
        "bridge": _("A new perspective"),
        "newcomer": _("New here"),
        "first": _("Places 1 to 3"),
        "second": _("Places 4 to 6"),
    }[step.of]


def crossing(about: str, by: str) -> str:
    """Return what a row of the table of crossings is about."""
    return {
        ("person", "kind"): _("People of another kind"),
        ("person", "group"): _("People of another group"),
        ("project", "group"): _("Projects of another group"),
    }[about, by]


# ---------------------------------------------------------------- the replay
def how_replayed(one: Replayed) -> str:
    """Say what was replayed, or how much history is missing."""
    if not one.rankings:
        return _too_few(one)
    if one.cuts:
        return _by_time(one)
    if one.subject == "person":
        return _(
            "The days are not known, so one tie of each of %(num)s people was "
            "hidden, and each way looked for it.", num=one.questions,
        )  # fmt: skip
    return _(
        "The days are not known, so one project of each of %(num)s people was "
        "hidden, and each way looked for it.", num=one.questions,
    )  # fmt: skip


def _too_few(one: Replayed) -> str:
    if one.subject == "person":
        return _(
            "Not enough history yet: %(num)s people who were here met somebody else "
            "who was, in a way that can be replayed; it takes at least %(least)s.",
            num=one.questions, least=one.least,
        )  # fmt: skip
    return _(
        "Not enough history yet: %(num)s people who were here joined a project that "
        "was, in a way that can be replayed; it takes at least %(least)s.",
        num=one.questions, least=one.least,
    )  # fmt: skip


def _by_time(one: Replayed) -> str:
    days = ngettext("%(num)s day", "%(num)s days", len(one.cuts))
    values = {"days": days, "num": one.questions, "joins": one.joins}
    if one.subject == "person":
        return _(
            "We went back to %(days)s in the past. Each way suggested people to all, "
            "from what was known then, and was compared with whom %(num)s of them "
            "really met next (%(joins)s new ties).", **values,
        )  # fmt: skip
    return _(
        "We went back to %(days)s in the past. Each way suggested projects to all, "
        "from what was known then, and was compared with what %(num)s of them really "
        "joined next (%(joins)s times).", **values,
    )  # fmt: skip


def verdict(one: Replayed) -> str:
    """Say how our suggestions compare with the best simple way, and how surely."""
    ours, best = one.rankings[0], max(one.rankings[1:], key=lambda way: way.ndcg)
    sure = CLEAR * best.behind_error
    named = {
        "best": way(best.name), "ours": f"{ours.ndcg:.3f}",
        "theirs": f"{best.ndcg:.3f}",
    }  # fmt: skip
    if best.behind > sure:
        said = _(
            "Our suggestions do clearly better than the best simple way, “%(best)s”: "
            "they score %(ours)s against %(theirs)s.", **named
        )  # fmt: skip
    elif best.behind < -sure:
        said = _(
            "A simple way does clearly better here: “%(best)s” scores %(theirs)s, our "
            "suggestions %(ours)s.", **named
        )  # fmt: skip
    else:
        said = _(
            "Our suggestions score %(ours)s and the best simple way, “%(best)s”, "
            "%(theirs)s: the difference may be chance.", **named
        )  # fmt: skip
    found = _(
        "For %(ours)s of the people a right one was among our ten; for %(theirs)s "
        "it was among the ten of that way.", ours=hits(ours), theirs=hits(best),
    )  # fmt: skip
    return f"{said} {found}"


def hits(one: Ranking) -> str:
    """Return for which share of people a way found something right."""
    return f"{round(100 * one.hit)}%"
