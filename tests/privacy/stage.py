"""Rows of every kind beside the cast, so that every address leads somewhere.

Alice blocked Mo and muted Ada, Dai said hello to Alice and she to Bob, and long ago to
Olu; Alice offered help to the Pain cafe, whose lead Lea invited Bob; Bob invited Dai to
walk; Dai submitted a project and proposed a word; Alice reported Dai and put him aside;
the two have a coffee; three letters hold a secret each.
"""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

from itsdangerous import URLSafeSerializer
from sqlalchemy import insert

from community.accounts import recovery, totp
from community.accounts.commands import hash_of
from community.accounts.models import (
    Consent,
    ConsentPurpose,
    Grant,
    Invitation,
    InvitationKind,
    MailToken,
    Passkey,
    Purpose,
)
from community.announcements.models import (
    Announcement,
    AnnouncementState,
    Reader,
    ToWhom,
)
from community.coffee.models import CoffeeGuest, CoffeeRound, CoffeeSeat, RoundState
from community.connections.models import ConnectionRequest, Dismissal, Subject
from community.core import clock
from community.core.access import Audience, Role, Viewer
from community.core.db import db
from community.core.ledger import LedgerEntry, Looked
from community.core.outbox import Job, JobState
from community.core.states import RequestState
from community.core.text import folded
from community.core.timetable import Task
from community.core.visible import BLOCKED, MUTED, tie
from community.essays.models import (
    Essay,
    EssayAuthor,
    EssayFigure,
    EssayState,
    EssayVersion,
    Series,
)
from community.evidence.facts import ResourceFacts, write
from community.evidence.imports_files import opened
from community.evidence.imports_plan import dry_run
from community.evidence.models import (
    Collection,
    CollectionItem,
    CollectionState,
    Resource,
    ResourceState,
    ResourceTalker,
    ResourceType,
    ResourceUse,
)
from community.expertise.models import Tag, TagName, TagState
from community.following.models import SavedSearch, SearchOf, TopicFollow
from community.ideas.models import (
    Idea,
    IdeaComment,
    IdeaHelp,
    IdeaState,
    IdeaTag,
    IdeaVersion,
)
from community.impact.models import (
    ImpactEvidence,
    ImpactRecord,
    ImpactState,
    ImpactTie,
)
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.members.models import Affiliation, MemberTag, Relation
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.network.models import MapEmbed, MapView, Reason, WeavePair, WeavePlan
from community.network.snapshots import taking
from community.notices.models import Notice
from community.organisations.models import Organisation
from community.plans.models import Milestone, TeamTask
from community.programme.models import (
    Attendance,
    CalendarKey,
    Event,
    EventLink,
    Origin,
    ProjectOrigin,
    Readers,
    Update,
    UpdateImage,
    UpdateState,
)
from community.projects.models import (
    LAPSES,
    Ending,
    Follow,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Project,
    ProjectArea,
    ProjectFactor,
    ProjectGuide,
    ProjectOrganisation,
    ProjectSlug,
    ProjectState,
    RequestSeen,
    Story,
    StoryState,
    TeamRole,
    Teller,
)
from community.safeguarding.models import (
    Block,
    Case,
    Mute,
    MutedWord,
    Opening,
    Report,
    ReportReason,
)
from community.stewardship.models import CheckIn, Going, Handover, HandoverKind
from community.subscriptions.asking import mark_of
from community.subscriptions.models import (
    Of,
    Subscription,
    SubscriptionState,
    ToldThing,
)
from community.surveys.models import (
    Finding,
    Measure,
    Method,
    Survey,
    SurveyAnswer,
    SurveyGroup,
    SurveyItem,
    SurveyState,
)
from community.vocabulary.models import IMPACT_AREAS, Term
from tests import databases
from tests.cast import join
from tests.privacy import decided, kept
from tests.privacy.steering import steer

WORD = 100
"""The id of the proposed word."""

TRUSTED, SHARED, CONFIRM, RESET, CHANGE, LINK, SURE = (
    f"secret-{name}"
    for name in ("trusted", "shared", "confirm", "reset", "change", "link", "sure")
)
CALENDAR = "secret-calendar"
"""What opens the calendar of Alice."""
VIEW, EMBED = "view-of-olu", "secret-embed"
"""What opens a kept view of the map, and the map on another site."""
STOP = URLSafeSerializer(databases.SECRET, salt="unsubscribe").dumps([1, "hello"])
"""What stops letters to Alice about hellos."""
GUEST, FRESH = "guest@example.org", "fresh@example.org"
READER, ASKER = "reader@example.org", "asker@example.org"
"""Who gets updates without an account, and who asked for them."""
SUBSCRIBE = "secret-subscribe"
"""What confirms that an address wants updates."""
CHOOSE = URLSafeSerializer(databases.SECRET, salt="updates").dumps(mark_of(READER))
"""What changes how often they come."""


def fill() -> None:
    """Put all of it into the database, and commit."""
    _projects()
    _between_people()
    _words()
    _coffee()
    _letters()
    _subscribed()
    _introductions()
    _weaving()
    _kept_of_the_map()
    _events()
    _followed()
    _notices()
    _announcements()
    _outbox()
    _ideas()
    _plans()
    _curated()
    _impact()
    _worked_with()
    kept.fill()
    decided.fill()
    steer()
    _news()
    _essays()
    _steered()
    _stories()
    _take_over()
    _surveys()
    databases.count_on()
    db.session.commit()


def _projects() -> None:
    db.session.add(
        Project(
            id=4, slug="project-4", title="Bread club", folded="bread club",
            summary="We bake", state=ProjectState.IN_REVIEW, audience=Audience.MEMBERS,
        )
    )  # fmt: skip
    db.session.flush()
    join(4, 4, TeamRole.LEAD)
    for number, slug in ((1, "old-cafe"), (3, "old-draft")):
        db.session.add(ProjectSlug(slug=slug, project_id=number))
    for number, name in ((1, "Quiet ward"), (2, "Open ward")):
        db.session.add(
            Organisation(id=number, slug=f"o-{number}", name=name, folded=folded(name))
        )
    db.session.flush()
    db.session.add(ProjectOrganisation(project_id=1, organisation_id=2))
    db.session.add(ProjectArea(project_id=1, code="stigma"))
    db.session.add(Follow(member_id=1, project_id=2))
    for who, kind, project, by in (
        (1, JoinKind.OFFER, 1, 1),
        (2, JoinKind.INVITATION, 1, 5),
        (4, JoinKind.INVITATION, 2, 2),
    ):
        db.session.add(
            JoinRequest(
                kind=kind, project_id=project, member_id=who, asked_by_id=by,
                message="I bring a kettle",
            )
        )  # fmt: skip
        db.session.flush()
    _a_request_that_ended()
    db.session.add(RequestSeen(request_id=1))


def _a_request_that_ended() -> None:
    """Alice offered help to project 2 once, and nobody answered."""
    then = clock.now() - timedelta(days=40)
    db.session.add(
        JoinRequest(
            kind=JoinKind.OFFER, project_id=2, member_id=1, asked_by_id=1,
            message="I bring a kettle", state=JoinState.LAPSED, asked_at=then,
            due_at=then + LAPSES, answered_at=then + LAPSES,
        )
    )  # fmt: skip
    db.session.flush()


def _between_people() -> None:
    db.session.add(Block(id=1, member_id=1, other_id=8, name_then="Mo"))
    for one, two in ((1, 8), (8, 1)):
        db.session.execute(
            insert(tie).values(member_id=one, other_id=two, kind=BLOCKED)
        )
    db.session.add(Mute(id=1, member_id=1, other_id=7))
    db.session.add(MutedWord(id=1, member_id=1, word="Quagga", folded="quagga"))
    db.session.execute(insert(tie).values(member_id=1, other_id=7, kind=MUTED))
    for number, (asker, asked) in enumerate(((4, 1), (1, 2)), 1):
        db.session.add(
            ConnectionRequest(
                id=number, asker_id=asker, asked_id=asked, message="A song for you",
            )
        )  # fmt: skip
    then = clock.now() - timedelta(days=60)
    db.session.add(
        ConnectionRequest(
            id=3, asker_id=1, asked_id=6, message="A tune for you", asked_at=then,
            state=RequestState.LAPSED, told_at=then + timedelta(days=21),
        )
    )  # fmt: skip
    db.session.add(
        Case(
            id=1, number="case2345", subject_kind="person", subject_id=4, about_id=4,
            due_at=clock.now() + timedelta(hours=72),
        )
    )  # fmt: skip
    db.session.flush()
    db.session.add(
        Report(
            id=1, receipt="abcd2345", case_id=1, reporter_id=1, about_id=4,
            reason=ReportReason.SPAM, text="He sells kettles",
        )
    )  # fmt: skip
    now = clock.now()
    db.session.add(
        Opening(
            id=1, by_id=8, about_id=4, why="They may come to harm", at=now,
            case_number="case2345", until=now + timedelta(days=1),
            told_from=now + timedelta(days=7), quiet_asked_at=now,
        )
    )  # fmt: skip
    look = LedgerEntry(about_id=1, by_id=6, what=Looked.ADDRESS, role="organiser")
    db.session.add(look)
    db.session.add(
        Dismissal(
            id=1, member_id=1, subject=Subject.PERSON, subject_id=4,
            reason="no time now", until=date(2999, 1, 1),
        )
    )  # fmt: skip
    for who, number, audience in (
        (1, 1, Audience.ME),
        (2, 2, Audience.MEMBERS),
        (4, 1, Audience.PROJECTS),
    ):
        db.session.add(
            Affiliation(member_id=who, organisation_id=number, audience=audience)
        )


def _kept_of_the_map() -> None:
    db.session.add(MapView(key=VIEW, title="Places", asked="colour=place", owner_id=6))
    found = hashlib.sha256(EMBED.encode()).hexdigest()
    site = "https://example.org"
    db.session.add(MapEmbed(key_hash=found, title="Charity", sites=site))
    db.session.flush()
    for _day in (1, 2):
        taking.take(Reason.NIGHTLY)


def _events() -> None:
    """Alice and Dai were at the July workshop, where the Pain cafe began; so was Bob,
    who keeps it to himself; an open day is to come."""
    for number, title, day in (
        (1, "July workshop", date(2017, 7, 19)),
        (2, "Open day", date(2999, 1, 1)),
    ):
        db.session.add(
            Event(id=number, slug=f"event-{number}", title=title, begins_on=day)
        )
    db.session.flush()
    for who, audience in ((1, "members"), (4, "members"), (2, "me")):
        db.session.add(
            Attendance(event_id=1, member_id=who, audience=Audience(audience))
        )
    db.session.add(ProjectOrigin(project_id=1, origin=Origin.EVENT, event_id=1))
    db.session.add(EventLink(event_id=1, link="https://example.org/secret-way-in"))
    digest = hashlib.sha256(CALENDAR.encode()).hexdigest()
    db.session.add(CalendarKey(member_id=1, token_hash=digest))


def _followed() -> None:
    """Alice follows a tag and a challenge, and keeps a search of people."""
    db.session.add_all(
        (TopicFollow(member_id=1, tag_id=1), TopicFollow(member_id=1, topic="access"))
    )
    query = {"offers": ["evaluation"], "place": ["wls"]}
    db.session.add(SavedSearch(id=1, member_id=1, of=SearchOf.PEOPLE, query=query))


def _words() -> None:
    db.session.add(
        Tag(id=WORD, slug="proposed-x", label="breath work", state=TagState.PROPOSED)
    )
    db.session.flush()
    db.session.add(TagName(tag_id=WORD, name="breath work", folded="breath work"))
    db.session.add(
        MemberTag(
            member_id=4, tag_id=WORD, relation=Relation.OFFERS, audience=Audience.ME
        )
    )


def _coffee() -> None:
    """A round that runs, in which Alice and Dai meet, and one to join."""
    day = clock.today()
    for number, month, state in (
        (1, "2017-10", RoundState.PAIRED),
        (2, "2017-11", RoundState.OPEN),
    ):
        db.session.add(
            CoffeeRound(
                id=number, month=month, state=state, outcome={"joined": 2, "pairs": 1},
                pairs_on=day + timedelta(days=7), closes_on=day + timedelta(days=28),
            )
        )  # fmt: skip
    db.session.flush()
    for who in (1, 4):
        db.session.add(CoffeeSeat(round_id=1, member_id=who))
        db.session.add(CoffeeGuest(round_id=1, table_number=1, member_id=who))
    db.session.add(CoffeeSeat(round_id=2, member_id=4, every_month=True))


def _introductions() -> None:
    """Bob brings Dai and Alice together, and the three of them talk; Olu would like to
    write with Alice."""
    db.session.add(Conversation(id=1, kind=ConversationKind.INTRODUCTION))
    db.session.add(
        Conversation(id=2, kind=ConversationKind.PAIR, pair="1:6", asked_by_id=6)
    )
    db.session.flush()
    db.session.add_all(Part(conversation_id=1, member_id=who) for who in (1, 2, 4))
    db.session.add_all(Part(conversation_id=2, member_id=who) for who in (1, 6))
    db.session.flush()
    db.session.add(Message(conversation_id=1, author_id=4, words="I bring a drum"))
    db.session.flush()
    db.session.add(Message(conversation_id=2, author_id=6, words="I bring a lute"))
    db.session.add(
        Introduction(
            id=1, kind=IntroductionKind.ASKED, introducer_id=2, asker_id=4, target_id=1,
            purpose="I would like to sing", words="He sings",
            state=IntroductionState.PASSED_ON, passed_at=clock.now(),
        )
    )  # fmt: skip


def _weaving() -> None:
    """An organiser thinks of introducing Alice to Bob and Lea to Dai, and sent one plan
    of a pair whose introduction is gone."""
    for number, sent_at in ((1, None), (2, clock.now())):
        plan = WeavePlan(id=number, title=f"Plan {number}", words="You could meet")
        plan.made_by_id, plan.sent_at = 6, sent_at
        db.session.add(plan)
    db.session.flush()
    for plan_id, a, b in ((1, 1, 2), (1, 4, 5), (2, 2, 4)):
        db.session.add(WeavePair(plan_id=plan_id, a_id=a, b_id=b))


def _notices() -> None:
    """Alice is told of Dai's hello, the Pain cafe, and an answer that she read."""
    db.session.add_all(
        Notice(
            id=number, member_id=1, kind=kind, key=f"{kind}:1", person_id=4, link=link,
            read_at=read_at,
        )
        for number, kind, link, read_at in (
            (1, "hello", "/connections/requests/", None),
            (2, "introduction-passed", "/connections/introductions/1", clock.now()),
        )
    )  # fmt: skip
    stage = {"kind": "follow-stage", "key": "stage:1", "link": "/projects/project-1"}
    db.session.add(Notice(id=3, member_id=1, project_id=1, **stage))


def _announcements() -> None:
    """Alice got one; another goes out to the Pain cafe's people when its day comes."""
    said = {"words": "Come and see what others made", "author_id": 6}
    everybody = Announcement(
        id=1, title="An open day", to_whom=ToWhom.EVERYBODY, **said,
        state=AnnouncementState.SENT, sent_at=clock.now(),
    )  # fmt: skip
    team = Announcement(
        id=2, title="About your tables", to_whom=ToWhom.PROJECT, value="project-1",
        state=AnnouncementState.SCHEDULED, due_at=clock.now() + timedelta(days=3),
        **said,
    )  # fmt: skip
    db.session.add_all((everybody, team))
    db.session.flush()
    db.session.add(Reader(announcement_id=1, member_id=1, shown=True))


def _outbox() -> None:
    """Some work of Bob's failed; the tasks were done a moment ago."""
    failed = {"work": "follow", "state": JobState.FAILED, "tries": 6}
    db.session.add(Job(id=1, member_id=2, problem="ValueError", **failed))
    db.session.add(Task(name="breaks", last_at=clock.now()))


def _ideas() -> None:
    """Alice and Bob have ideas, Dai's became the Pain cafe; Alice would help Bob, who
    alone reads it. Words of all are on Alice's; Lea's answer is gone."""
    for number, who, title, state in (
        (1, 1, "A shed", IdeaState.OPEN), (2, 2, "A garden", IdeaState.OPEN),
        (3, 4, "A kitchen", IdeaState.PROJECT),
    ):  # fmt: skip
        row = {"title": title, "challenge": f"{title} is far", "body": f"{title}, near"}
        project = 1 if state is IdeaState.PROJECT else None
        db.session.add(
            Idea(
                id=number, slug=f"idea-{number}", author_id=who, **row, state=state,
                folded=folded(title), wanted="An accordion", project_id=project,
                nation="wls", made_at=clock.now() - timedelta(days=number),
            )
        )  # fmt: skip
    db.session.flush()
    before = {"title": "A hut", "challenge": "It rains", "body": "A roof"}
    db.session.add(IdeaVersion(idea_id=1, why="It was a zither", **before))
    db.session.add(IdeaTag(idea_id=1, tag_id=1))
    for number, (who, answers, words) in enumerate(
        ((1, None, "Who has a bassoon?"), (4, 1, "I have a bassoon"),
         (2, None, "I have a spade"), (5, 3, "")), 1,
    ):  # fmt: skip
        db.session.add(
            IdeaComment(
                id=number, idea_id=1, member_id=who, words=words, answers_id=answers,
                removed=not words,
            )
        )  # fmt: skip
        db.session.flush()
    for idea, who, audience in ((1, 4, Audience.MEMBERS), (2, 1, Audience.ME)):
        row = {"idea_id": idea, "member_id": who, "words": "I lend a trombone"}
        db.session.add(IdeaHelp(**row, audience=audience, invited=idea == 1))


def _steered() -> None:
    """Lea asks Alice to lead the Pain cafe beside her, and kept for herself how it once
    went; Dai lets the organisers read how it goes, and somebody's part has ended."""
    due = clock.now() + timedelta(days=21)
    db.session.add(
        Handover(
            id=1, kind=HandoverKind.BESIDE, project_id=1, member_id=1, asked_by_id=5,
            message="I bring an oboe", due_at=due,
        )
    )  # fmt: skip
    for number, who, words, shared in (
        (1, 5, "I lost my oboe", False),
        (2, 4, "I miss my viola", True),
    ):
        db.session.add(
            CheckIn(
                membership_id=number, project_id=1, member_id=who, going=Going.BADLY,
                words=words, answered_at=clock.now(), to_organisers=shared,
            )
        )  # fmt: skip
    db.session.add(
        Membership(
            project_id=2, member_id=4, since=date(2017, 1, 1), until=date(2017, 8, 1),
            ended_how=Ending.LEFT, ended_because="I sold my cello",
        )
    )  # fmt: skip
    db.session.add(
        Membership(
            project_id=2, member_id=8, since=date(2016, 1, 1), until=date(2017, 3, 1),
            ended_how=Ending.LEFT, ended_because="I lent my harp",
            audience=Audience.PROJECTS,
        )
    )  # fmt: skip


def _take_over() -> None:
    """Bob offers to take the Pain cafe over, and an organiser may decide by now."""
    days = {"organisers_from": clock.now(), "due_at": clock.now() + timedelta(days=21)}
    kind = HandoverKind.TAKE_OVER
    db.session.add(
        Handover(
            id=9, kind=kind, project_id=1, member_id=2, asked_by_id=2, **days,
            message="I bring a bugle",
        )
    )  # fmt: skip


def _plans() -> None:
    """The Pain cafe has reached one milestone, and said so; there is more to do."""
    term = {"list": IMPACT_AREAS, "code": "skills", "label": "Build skills"}
    db.session.add(Term(**term, sort=1))
    for number, title, done in (
        (1, "Chairs", clock.today()),
        (2, "A second room", None),
    ):
        db.session.add(Milestone(id=number, project_id=1, title=title, done_on=done))
    db.session.flush()
    record = {"area": "skills", "what_changed": "They laugh", "milestone_id": 1}
    db.session.add(
        ImpactRecord(
            id=1, project_id=1, happened_on=clock.today(), claimed_by_id=1, **record
        )
    )  # fmt: skip
    for number, title, who in ((1, "Carry the harp", 4), (2, "Tune the harp", None)):
        day = clock.today() + timedelta(days=9)
        row = {"project_id": 1, "title": title, "member_id": who, "due_on": day}
        db.session.add(TeamTask(id=number, milestone_id=2, **row))


def _curated() -> None:
    """Dai curates: he looks after what is out; Alice suggested something, as did Bob,
    whose was not taken in. One collection is out, one is a draft."""
    db.session.add(Grant(account_id=4, role=Role.CURATOR))
    then = {"owner_id": 4, "review_by": date(2018, 1, 1), "published_at": clock.now()}
    for number, title, state, row in (
        (1, "Tea for two", ResourceState.PUBLISHED, then),
        (2, "A calliope", ResourceState.SUBMITTED, {"submitted_by_id": 1}),
        (3, "A glockenspiel", ResourceState.DECLINED,
         {"submitted_by_id": 2, "answer": "Too much dulcimer"}),
    ):  # fmt: skip
        made = Resource(
            id=number, slug=f"resource-{number}", title=title, folded=folded(title),
            type=ResourceType.GUIDE, state=state, **row,
        )  # fmt: skip
        db.session.add(made)
        by = Viewer(row.get("submitted_by_id", 4))
        for words in ("", "In one sentence"):
            facts = ResourceFacts(title, ResourceType.GUIDE, sentence=words)
            write(by, made, replace(facts, tags=("evaluation",)), words)
    file = opened("tea.ris", b"TY  - RPRT\nTI  - A kazoo\nER  - ", ResourceType.GUIDE)
    dry_run(Viewer(4, 4, roles=frozenset({Role.CURATOR})), file)
    for number, state in enumerate(CollectionState, 1):
        row = {"slug": f"collection-{3 - number}", "title": "A hurdy-gurdy"}
        db.session.add(Collection(id=3 - number, state=state, **row))
        db.session.flush()
        db.session.add(CollectionItem(collection_id=3 - number, resource_id=1))
    db.session.flush()


def _impact() -> None:
    """Alice let everybody read that something changed, which came from her and Carol
    and rests upon a guide; Dai's note waits, and the answer to Bob's was a no."""
    guide = Resource(
        id=90, slug="resource-90", title="How to tell what changed", type="guide",
        folded="how to tell what changed", state=ResourceState.PUBLISHED,
    )  # fmt: skip
    db.session.add(guide)
    db.session.flush()
    shown, hidden, no = (
        ImpactState.PUBLISHED, ImpactState.NOTED, ImpactState.DECLINED,
    )  # fmt: skip
    for number, who, words, state in (
        (2, 1, "Two wards meet", shown), (3, 4, "They bought a celesta", hidden),
        (4, 2, "They sold a theremin", no),
    ):  # fmt: skip
        answer = "It names a carillon" if state is no else ""
        row = {"area": "skills", "what_changed": words, "state": state}
        db.session.add(
            ImpactRecord(
                id=number, claimed_by_id=who, answer=answer, **row,
                happened_on=clock.today(), for_everybody=state is shown,
            )
        )  # fmt: skip
    db.session.flush()
    db.session.add(ImpactEvidence(record_id=2, resource_id=90))
    db.session.add(ImpactTie(record_id=2, connection_id=1))


def _worked_with() -> None:
    """Carol is happy to talk about the guide that is out, to whom she knows, as is Lea
    to all members, and Mo to nobody yet. The Pain cafe uses it, and so does the draft.
    """
    for who, audience, words in (
        (3, Audience.CONNECTIONS, "I used it"),
        (5, Audience.MEMBERS, ""),
        (8, Audience.ME, "I play the bombarde"),
    ):
        row = {"member_id": who, "audience": audience, "words": words}
        db.session.add(ResourceTalker(resource_id=1, **row))
    for project, words in ((1, "Our first evening"), (3, "A crumhorn")):
        row = {"project_id": project, "words": words, "added_by_id": 5}
        db.session.add(ResourceUse(resource_id=1, **row))
    db.session.flush()


def _stories() -> None:
    """Bob and Mo each tell a story of the Pain cafe, of which one is shown; Alice took
    hers back, Dai's is declined. The draft says whom it is for."""
    sent, shown = StoryState.SENT, StoryState.PUBLISHED
    for number, who, words, state in (
        (1, 2, "I learnt the banjo", sent), (2, 8, "I learnt the lyre", shown),
        (3, 1, "I learnt the sitar", StoryState.WITHDRAWN),
        (4, 4, "I learnt the gong", StoryState.DECLINED),
    ):  # fmt: skip
        row = {"id": number, "project_id": 1, "author_id": who, "words": words}
        decided = None if state is sent else clock.now()
        answer = "It names a cymbal" if number == 4 else ""
        db.session.add(
            Story(
                **row, told_as=Teller.CARER, state=state, decided_at=decided,
                answer=answer,
            )
        )  # fmt: skip
    for number, words in ((1, "Anybody"), (3, "Whoever plays the spinet")):
        db.session.add(ProjectGuide(project_id=number, for_whom=words))
        factor = {"code": "quality", "words": words}
        db.session.add(ProjectFactor(project_id=number, **factor))


def _news() -> None:
    """Lea told everybody of the Pain cafe, and its team alone; she and Olu have more to
    tell, and Olu told the members something of the Lab."""
    shown, hidden = UpdateState.PUBLISHED, UpdateState.DRAFT
    for number, project, who, readers, state in (
        (1, 1, 5, Readers.PUBLIC, shown),
        (2, 1, 5, Readers.TEAM, shown),
        (3, 1, 5, Readers.PUBLIC, hidden),
        (4, None, 6, Readers.PUBLIC, hidden),
        (5, None, 6, Readers.MEMBERS, shown),
    ):
        secret = readers is Readers.TEAM or state is hidden
        row = {"title": "We sold a tuba" if secret else f"News {number}"}
        row["body"] = "There is a tuba less" if secret else "All is well"
        out = {"published_at": clock.now()} if state is shown else {}
        db.session.add(
            Update(
                id=number, slug=f"update-{number}", project_id=project, author_id=who,
                readers=readers, state=state, **row, **out,
            )
        )  # fmt: skip
    db.session.flush()
    size = {"width": 4, "height": 3}
    db.session.add(UpdateImage(update_id=2, name="2.webp", alt="The tuba", **size))


def _subscribed() -> None:
    """Somebody gets updates by e-mail, and somebody else asked for them."""
    week = clock.now() + timedelta(days=7)
    active = {"state": SubscriptionState.ACTIVE, "confirmed_at": clock.now()}
    waits = {"key_hash": hash_of(SUBSCRIBE), "expires_at": week}
    for email, values in ((READER, active), (ASKER, waits)):
        db.session.add(Subscription(email=email, mark=mark_of(email), **values))
    told = {"of": Of.NEWS, "slug": "update-1", "told_at": clock.now()}
    db.session.add(ToldThing(**told))


def _essays() -> None:
    """Alice, and Carol under another name, wrote one that is out, with a picture and
    newer words; one is planned, one a draft, and both have a text already."""
    db.session.add(Series(id=1, slug="series-1", title="Of the cafe", intro="In order"))
    db.session.flush()
    for number, state in enumerate(
        (EssayState.PUBLISHED, EssayState.PLANNED, EssayState.DRAFT), 1
    ):
        title = "A secret psaltery" if state is EssayState.DRAFT else f"Essay {number}"
        row = {"title": title, "number": number, "due": date(2999, 8, 1)}
        db.session.add(
            Essay(
                id=number, slug=f"essay-{number}", series_id=1, state=state, **row,
                published_on=date(2017, 9, 1) if number == 1 else None,
            )
        )  # fmt: skip
    db.session.flush()
    for number, (essay, of, body) in enumerate(
        ((1, 1, "A rose"), (1, 2, "A rose[^1]\n\n[^1]: Red"), (1, 3, "A psaltery"),
         (2, 1, "A psaltery"), (3, 1, "A psaltery")), 1,
    ):  # fmt: skip
        out = clock.now() if "rose" in body else None
        words = {"title": f"Essay {essay}", "body": body, "published_at": out}
        db.session.add(EssayVersion(id=number, essay_id=essay, number=of, **words))
    for name, who in (("A. Marsh", 1), ("C. F.", 3), ("Nobody here", None)):
        db.session.add(EssayAuthor(essay_id=1, name=name, member_id=who))
    size = {"width": 4, "height": 3, "alt": "The psaltery"}
    db.session.add(EssayFigure(essay_id=1, number=1, name="e1.webp", **size))


def _surveys() -> None:
    """Two surveys ask, of which one is closed; Alice and Bob answered them. One is a
    draft, and one of others found something."""
    asks, closed = SurveyState.OPEN, SurveyState.CLOSED
    day = clock.today() + timedelta(days=9)
    for number, title, state, method in (
        (1, "What helps", asks, Method.BEST_WORST),
        (2, "A xylophone", SurveyState.DRAFT, Method.BEST_WORST),
        (3, "How people decide", SurveyState.PUBLISHED, Method.UNKNOWN),
        (4, "How we meet", closed, Method.RATING),
    ):
        first = 3 * number - 2
        row = {"question": f"{title}?", "consent_words": "I agree", "closes_on": day}
        db.session.add(
            Survey(
                id=number, slug=f"survey-{number}", title=title, state=state, shows=3,
                method=method, ours=number != 3, asked=[[first, first + 1, first + 2]],
                opened_at=clock.now(), **row,
            )
        )  # fmt: skip
        db.session.flush()
        for sort, factor in enumerate(("quality", "similar", "")):
            what = {"factor": factor, "label": "" if factor else "A warm room"}
            what["id"] = first + sort
            db.session.add(SurveyItem(survey_id=number, sort=sort, **what))
    db.session.add(SurveyGroup(id=1, survey_id=3, code="all", label="All"))
    db.session.flush()
    found = {"item_id": 7, "group_id": 1, "measure": Measure.RANK, "value": 1, "of": 3}
    db.session.add(Finding(survey_id=3, **found))
    rated = {"rated": {"10": 1, "11": 2, "12": 3}}
    for number, said in ((1, {"best": [1], "worst": [2]}), (4, rated)):
        for who, code in ((1, "carer"), (2, "clinician")):
            row = {"survey_id": number, "member_id": who, "counted_as": code}
            db.session.add(SurveyAnswer(answers=said, consented="1", **row))


def _factors() -> None:
    """Let Alice set up an app, and have a passkey and codes on paper already."""
    totp.begin(1)
    db.session.add(
        Passkey(account_id=1, credential="alices", public_key="", name="Her phone")
    )
    recovery.make(1)


def _letters() -> None:
    for number, kind, token, email in (
        (1, InvitationKind.TRUSTED, TRUSTED, GUEST),
        (2, InvitationKind.SHAREABLE, SHARED, ""),
    ):
        db.session.add(
            Invitation(
                id=number, kind=kind, token_hash=hash_of(token), email=email,
                ends_at=clock.now() + timedelta(days=9),
            )
        )  # fmt: skip
    for token, purpose, account, bound in (
        (CONFIRM, Purpose.CONFIRM, 9, ""),
        (RESET, Purpose.RESET, 1, hash_of("")),
        (CHANGE, Purpose.CHANGE, 1, FRESH),
        (LINK, Purpose.SIGN_IN, 1, ""),
        (SURE, Purpose.SURE, 1, ""),
    ):
        db.session.add(
            MailToken(
                token_hash=hash_of(token), account_id=account, purpose=purpose,
                bound_to=bound, ends_at=clock.now() + timedelta(minutes=20),
            )
        )  # fmt: skip
    _factors()
    db.session.add(
        Consent(account_id=4, purpose=ConsentPurpose.MAP, wording="1", wording_hash="0")
    )
