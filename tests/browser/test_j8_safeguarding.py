"""A worry about somebody, from the report to the last word, and who learns what."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from community.accounts.models import Account, State
from community.core import clock
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.ledger import LedgerEntry
from community.core.visible import unscoped
from community.ideas.models import Idea, IdeaState
from community.members.models import Member
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.safeguarding.models import Case
from tests.browser.axe import faults
from tests.browser.walker import WAYS, Walker
from tests.client import signed_in_token

WORRY = "They wrote that they cannot see how to get to Friday"
WORDS = "Please do not write like that"
ROLES = {"moderator": "moderator", "second": "administrator", "organiser": "organiser"}


@dataclass
class Place:
    """A site and its people, each at a browser of their own, by account."""

    served: object
    site: str
    walk: Callable[..., Walker]
    way: dict[str, object]

    def come(self, account: int) -> Walker:
        with self.served.app_context():
            start_writing()
            token = signed_in_token(account)
            db.session.remove()
        walker = self.walk(**self.way)
        cookie = {"name": "session_id", "value": token, "url": self.site}
        walker.context.add_cookies([cookie])
        return walker

    def asks(self, statement):
        """Return the rows of a statement, as the database has them now."""
        with self.served.app_context():
            found = db.session.execute(statement).all()
            db.session.remove()
        return found


@pytest.fixture
def staff(accounts, served):
    """The accounts of those who hold a role here."""
    with served.app_context():
        found = {}
        for name, role in ROLES.items():
            email = accounts[role]["email"]
            number = unscoped("test", Account.id).where(Account.email == email)
            found[name] = db.session.scalars(number).one()
        db.session.remove()
    return found


def a_talk(place: Place, which: int, staff):
    """Return a message, its author, who else reads it, and what stands beside it.

    Nobody of the staff takes part: who does may not moderate it.
    """
    found = (
        unscoped("test", Message.id, Message.words, Message.conversation_id)
        .add_columns(Member.account_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Member, Member.id == Message.author_id)
        .where(Conversation.kind == ConversationKind.PAIR)
        .where(Conversation.accepted_at.is_not(None), Conversation.closed_at.is_(None))
        .order_by(Message.id)
    )
    talks: dict[int, list] = {}
    for row in place.asks(found):
        talks.setdefault(row.conversation_id, []).append(row)
    people = [({r.account_id for r in rows}, rows) for rows in talks.values()]
    long = [
        rows
        for pair, rows in people
        if len(pair) == 2 and pair.isdisjoint(staff.values())
    ]
    rows = long[which]
    said = rows[1]
    reader = next(one.account_id for one in rows if one.account_id != said.account_id)
    return said.id, said.words, said.account_id, reader, rows[0].words


def said(walker: Walker) -> str:
    return walker.page.locator("main").inner_text()


def looks_right(walker: Walker) -> None:
    """Ask axe, which is a script itself, and whether all fits on the narrowest page."""
    assert not walker.scripts or faults(walker) == []
    assert walker.fits()


def choose(walker: Walker, label: str) -> None:
    walker.page.get_by_label(label, exact=True).check()


# ---------------------------------------------------------------- the steps
def reports(reader: Walker, message: int) -> None:
    """Report a message in two clicks: the numbers to call come at once."""
    page = reader.open(f"/report/message/{message}")
    assert "Is somebody in danger now?" in said(reader)
    choose(reader, "I am worried about somebody’s safety")
    page.get_by_label("What should we know?").fill(WORRY)
    reader.press("Send")
    words = said(reader) + reader.page.locator("#flashes").inner_text()
    for number in ("999", "111", "116 123", "85258", "receipt number"):
        assert number in words


def opens(moderator: Walker, words: str, beside: str) -> str:
    """See what was reported, in the first lane, and nothing around it."""
    moderator.open("/moderate/")
    assert "Risk of harm" in moderator.page.locator("main .row").first.inner_text()
    assert "due in 23 hours" in said(moderator)
    rows = moderator.page.locator("main .row a")
    moderator.leads(rows.filter(has_text="about a message").last.click)
    case = moderator.page.url.rsplit("/", 1)[1]
    assert WORRY in said(moderator)
    assert words in said(moderator)
    assert beside not in said(moderator)
    looks_right(moderator)
    assert moderator.fits()
    moderator.press("I look into it")
    return case


def sees_more(moderator: Walker, second: Walker, case: str, beside: str) -> None:
    """Ask for more: it opens once somebody else has said yes, and not before."""
    moderator.page.get_by_label("Why do you need to see more?").fill("Who wrote first?")
    moderator.press("Ask for it")
    moderator.open(f"/moderate/{case}/more")
    assert moderator.status == 404
    second.open(f"/moderate/{case}")
    assert "Who wrote first?" in said(second)
    second.press("Let them, for a day")
    moderator.open(f"/moderate/{case}/more")
    assert beside in said(moderator)
    looks_right(moderator)


def acts(moderator: Walker, case: str, act: str, button: str) -> None:
    page = moderator.open(f"/moderate/{case}/act/{act}")
    choose(moderator, "Unkindness or harassment")
    page.get_by_label("What do you write to them?").fill(
        "Please do not write like that"
    )
    moderator.press(button)
    assert "They are told" in moderator.page.locator("#flashes").inner_text()


def is_warned(author: Walker) -> None:
    """Come to no page but the warning, and say that one has read it."""
    author.open("/members/")
    assert author.heading() == "A warning from the moderators"
    assert WORDS in said(author)
    author.press("Go on")
    assert author.heading() == "A warning from the moderators", "the box is not ticked"
    looks_right(author)
    choose(author, "I have read this, and I will keep to the house rules")
    author.press("Go on")
    assert "/members/" in author.page.url


def closes(moderator: Walker, case: str) -> None:
    page = moderator.open(f"/moderate/{case}/close")
    choose(moderator, "We acted")
    page.get_by_label("What came of it?", exact=True).fill("We called, and warned.")
    moderator.press("Close the case")


def appeals(author: Walker) -> None:
    author.open("/account/measures")
    author.follow("A warning")
    author.page.get_by_label("Why should somebody else").fill("I was quoting her")
    author.press("Send it")
    assert (
        "Another moderator will decide" in author.page.locator("#flashes").inner_text()
    )


def decides(moderator: Walker, second: Walker) -> None:
    """Whoever decided before cannot decide again; somebody else takes it back."""
    for one in (moderator, second):
        one.open("/moderate/?tab=appeals")
        one.leads(one.page.locator("main .row a").last.click)
    assert "somebody else must look at it again" in said(moderator)
    choose(second, "It is taken back, as if it had not been")
    second.page.get_by_label("What do you write to them?").fill("You were quoting her.")
    second.press("Decide")


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_worry_from_the_report_to_the_last_word(
    served, site, walk, staff, letters, width, scripts
):
    place = Place(served, site, walk, {"width": width, "scripts": scripts})
    which = WAYS.index((width, scripts))
    message, words, writer, other, beside = a_talk(place, which, staff)
    reader, author = place.come(other), place.come(writer)
    moderator, second = place.come(staff["moderator"]), place.come(staff["second"])
    reports(reader, message)
    case = opens(moderator, words, beside)
    looked = select(LedgerEntry.by_id, LedgerEntry.shown_from).where(
        LedgerEntry.about_id == writer
    )
    entries = place.asks(looked)
    assert {one.by_id for one in entries} == {staff["moderator"]}
    assert all(one.shown_from > clock.now() for one in entries), "nobody is warned"
    sees_more(moderator, second, case, beside)
    acts(moderator, case, "hold", "Hold it back")
    reader.open(f"/report/message/{message}")
    assert reader.status == 404, "it is held back"
    acts(moderator, case, "warning", "Warn")
    is_warned(author)
    closes(moderator, case)
    appeals(author)
    decides(moderator, second)
    author.open("/account/measures")
    assert "another moderator took it back" in said(author)
    organiser = place.come(staff["organiser"])
    for path in ("/moderate/", f"/moderate/{case}", f"/moderate/{case}/more"):
        organiser.open(path)
        assert organiser.status == 404, path
    trail_is_whole(place, int(case))


def trail_is_whole(place: Place, case: int) -> None:
    """Find every step of the case in the audit trail, in its order."""
    found = select(AuditEvent.object_kind, AuditEvent.object_id, AuditEvent.note)
    moderated = found.where(AuditEvent.act == Act.MODERATION).order_by(AuditEvent.id)
    rows = place.asks(moderated)
    steps = [
        row.note for row in rows if (row.object_kind, row.object_id) == ("case", case)
    ]
    wanted = ["claimed", "looked", "looked further", "closed: acted"]
    assert [step for step in dict.fromkeys(steps) if step in wanted] == [
        "looked", "claimed", "looked further", "closed: acted",
    ]  # fmt: skip
    notes = [row.note for row in rows]
    for step in ("asked", "granted", "hold", "warning", "acknowledged", "lifted"):
        assert step in notes, step


def test_out_of_hours_three_people_hide_one_post_until_somebody_has_looked(
    served, site, walk, staff
):
    place = Place(served, site, walk, {})
    open_ = Idea.state == IdeaState.OPEN
    (slug, title, author), *_rest = place.asks(
        unscoped("test", Idea.slug, Idea.title, Member.account_id)
        .join(Member, Member.id == Idea.author_id)
        .where(open_)
        .order_by(Idea.id.desc())
    )
    people = [
        row.id
        for row in place.asks(
            unscoped("test", Account.id)
            .join(Part, Part.member_id == Account.id, isouter=True)
            .where(
                Account.state == State.ACTIVE,
                Account.id.not_in([author, *staff.values()]),
            )
            .order_by(Account.id)
            .distinct()
            .limit(4)
        )
    ]
    *flagging, last = (place.come(one) for one in people)
    for walker in flagging:
        walker.open(f"/report/idea/{slug}")
        choose(walker, "It sells or advertises something")
        walker.press("Send")
    last.open(f"/ideas/{slug}")
    assert last.status == 404
    maker = place.come(author)
    maker.open(f"/ideas/{slug}")
    assert maker.heading() == title, "whoever made it still sees it"
    maker.open("/notices/")
    assert "from the moderators for you to read" in said(maker)
    moderator = place.come(staff["moderator"])
    moderator.open("/moderate/")
    rows = moderator.page.locator("main .row").all_inner_texts()
    usual = [row for row in rows if "Risk of harm" not in row]
    assert "A rule acted" in usual[0]
    (case,) = place.asks(unscoped("test", Case.id).where(Case.ruled_at.is_not(None)))
    moderator.open(f"/moderate/{case.id}")
    moderator.press("I look into it")
    page = moderator.open(f"/moderate/{case.id}/close")
    choose(moderator, "No breach of the house rules")
    page.get_by_label("What came of it?", exact=True).fill("It sells nothing.")
    moderator.press("Close the case")
    last.open(f"/ideas/{slug}")
    assert last.heading() == title
