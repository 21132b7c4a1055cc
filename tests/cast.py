"""The cast that every test knows, and how a test database is filled with it.

Alice is a member, Bob shows himself to everybody, Carol only to her connections (she
knows Alice), Dai and Lea are in the public project "Pain cafe" (Lea leads it), Olu is
an organiser, Ada administers, Mo moderates, and Pat waits for approval.
"""

from dataclasses import dataclass
from datetime import date

from community.accounts.models import RULES_VERSION, Account, Grant, State
from community.connections.models import Connection, TieAudience
from community.core.access import Audience, Role, Viewer
from community.core.db import db
from community.core.journal import Pseudonym
from community.core.text import folded
from community.core.visible import circle_member, tie, unscoped
from community.expertise.models import Family, Tag, TagName
from community.members.models import (
    DetailName,
    MapConsent,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.projects.models import (
    Membership,
    Need,
    NeedTag,
    Project,
    ProjectState,
    ProjectTag,
    Stage,
    TeamRole,
)
from community.vocabulary.models import Term

PASSWORD = "a lantern in the orchard"


@dataclass(frozen=True)
class Person:
    """One of the cast."""

    id: int
    name: str
    audience: Audience = Audience.MEMBERS
    roles: frozenset[Role] = frozenset()
    state: State = State.ACTIVE
    map: MapConsent = MapConsent.NAMED

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@example.org"

    @property
    def slug(self) -> str:
        return f"{self.name.split()[0].lower()}-{self.id}"

    @property
    def viewer(self) -> Viewer:
        active = self.state is State.ACTIVE
        return Viewer(
            member_id=self.id if active else None,
            account_id=self.id,
            name=self.name,
            slug=self.slug,
            roles=self.roles,
            state=self.state.value,
        )


CAST = {
    person.name.split()[0].lower(): person
    for person in (
        Person(1, "Alice Marsh"),
        Person(2, "Bob Okoro", Audience.PUBLIC),
        Person(3, "Carol Finch", Audience.CONNECTIONS, map=MapConsent.UNNAMED),
        Person(4, "Dai Prosser"),
        Person(5, "Lea Novak"),
        Person(6, "Olu Adeyemi", roles=frozenset({Role.ORGANISER})),
        Person(7, "Ada Quill", roles=frozenset({Role.ADMINISTRATOR})),
        Person(8, "Mo Rahman", roles=frozenset({Role.MODERATOR})),
        Person(9, "Pat Lowe", state=State.PENDING, map=MapConsent.ABSENT),
    )
}

TAGS = (
    ("evaluation", "Evaluation", Family.SKILL, False, "impact evaluation"),
    ("facilitation", "Group facilitation", Family.SKILL, False, "facilitating groups"),
    ("storytelling", "Storytelling", Family.SKILL, False, "story-telling"),
    ("peer-mentoring", "Peer mentoring", Family.APPROACH, False, "mentoring"),
    ("diabetes", "Diabetes", Family.CONDITION, True, "type 1 diabetes"),
)
TERMS = (
    ("participant_role", "clinician", "Clinician", "", "clinical"),
    ("participant_role", "patient", "Patient", "", "lived-experience"),
    ("participant_role", "carer", "Carer", "", "lived-experience"),
    ("participant_role", "designer", "Designer", "", "design"),
    ("participant_role", "charity", "Charity representative", "", "charity-community"),
    ("participant_role", "other", "Other", "", ""),
    ("nation", "eng", "England", "", ""),
    ("nation", "wls", "Wales", "", ""),
    ("nhs_region", "south-west", "South West", "eng", ""),
    ("project_phase", "research", "Research and discovery", "", ""),
    ("project_phase", "develop", "Developing and testing ideas", "", ""),
    ("challenge_area", "access", "Access", "", ""),
    ("decision_factor", "quality", "Confidence in the quality", "", ""),
    ("decision_factor", "benefit", "Belief that it will help", "", ""),
    ("decision_factor", "similar", "Meeting people like oneself", "", ""),
    ("decision_factor", "factor-4", "A factor without a name", "", ""),
)  # fmt: skip


def fill() -> None:
    """Fill an empty database with the cast."""
    for sort, (kind, code, label, parent, group) in enumerate(TERMS):
        db.session.add(
            Term(
                list=kind, code=code, label=label, sort=sort, parent=parent, group=group
            )
        )
    for slug, label, family, sensitive, synonym in TAGS:
        tag = Tag(slug=slug, label=label, family=family, sensitive=sensitive)
        db.session.add(tag)
        db.session.flush()
        for name in (label, synonym):
            db.session.add(TagName(tag_id=tag.id, name=name, folded=folded(name)))
    for person in CAST.values():
        _add(person)
    db.session.flush()
    _say()
    _projects()
    connect(1, 3)
    connect(1, 5, TieAudience.MEMBERS)
    db.session.commit()


def mark_of(account: int | None) -> str:
    """Return by which mark one of the cast stands in the audit trail."""
    return f"mark-{account}" if account else ""


def _add(person: Person) -> None:
    db.session.add(
        Account(
            id=person.id,
            email=person.email,
            state=person.state,
            adult=True,
            rules_version=RULES_VERSION,
            first_visit_done=True,
        )
    )
    db.session.flush()
    db.session.add(Pseudonym(account_id=person.id, mark=mark_of(person.id)))
    db.session.add(
        Member(
            id=person.id,
            account_id=person.id,
            slug=person.slug,
            name=person.name,
            folded=folded(person.name),
            audience=person.audience,
            listed=person.state is State.ACTIVE,
            map_consent=person.map,
        )
    )
    for role in person.roles:
        db.session.add(Grant(account_id=person.id, role=role))


def tag_id(slug: str) -> int:
    """Return the id of one of the cast's tags."""
    return db.session.scalars(unscoped("test", Tag.id).where(Tag.slug == slug)).one()


def _say() -> None:
    members, me, public = Audience.MEMBERS, Audience.ME, Audience.PUBLIC
    kinds = (
        (1, "carer", members), (2, "clinician", public), (3, "patient", members),
        (4, "designer", members), (5, "charity", members), (6, "clinician", me),
    )  # fmt: skip
    for who, code, audience in kinds:
        db.session.add(MemberKind(member_id=who, code=code, audience=audience))
    tags = (
        (1, "facilitation", Relation.OFFERS, members),
        (1, "evaluation", Relation.SEEKS, members),
        (1, "diabetes", Relation.INTERESTED, me),
        (2, "evaluation", Relation.OFFERS, public),
        (2, "diabetes", Relation.OFFERS, members),
        (3, "storytelling", Relation.OFFERS, members),
        (4, "evaluation", Relation.OFFERS, members),
        (4, "facilitation", Relation.SEEKS, members),
        (5, "peer-mentoring", Relation.SEEKS, members),
    )
    for who, slug, relation, audience in tags:
        db.session.add(
            MemberTag(
                member_id=who, tag_id=tag_id(slug), relation=relation, audience=audience
            )
        )
    for who, nation, region in (
        (1, "eng", "south-west"),
        (2, "wls", ""),
        (4, "wls", ""),
    ):
        db.session.add(
            MemberPlace(member_id=who, nation=nation, region=region, audience=members)
        )
    for who, text, audience in (
        (2, "GP who listens first", public),
        (1, "Runs a walking group", members),
    ):
        db.session.add(
            MemberDetail(
                member_id=who, name=DetailName.HEADLINE, value={"text": text},
                folded=folded(text), audience=audience,
            )
        )  # fmt: skip


def _projects() -> None:
    for number, title, audience, state in (
        (1, "Pain cafe", Audience.PUBLIC, ProjectState.PUBLISHED),
        (2, "Walking together", Audience.MEMBERS, ProjectState.PUBLISHED),
        (3, "Quiet draft", Audience.MEMBERS, ProjectState.DRAFT),
    ):
        db.session.add(
            Project(
                id=number, slug=f"project-{number}", title=title, folded=folded(title),
                summary=f"{title}, in one line", story=f"How **{title}** began.",
                stage=Stage.TESTING, state=state, audience=audience, phase="develop",
                nation="wls",
            )
        )  # fmt: skip
    db.session.flush()
    for project, slug in (
        (1, "evaluation"),
        (1, "peer-mentoring"),
        (2, "facilitation"),
    ):
        db.session.add(ProjectTag(project_id=project, tag_id=tag_id(slug)))
    db.session.add(
        Need(
            id=1,
            project_id=1,
            role="Evaluator",
            what_for="See whether it helps",
            places=1,
        )
    )
    db.session.flush()
    db.session.add(NeedTag(project_id=1, need_id=1, tag_id=tag_id("evaluation")))
    join(1, 5, TeamRole.LEAD)
    join(1, 4)
    join(2, 2, TeamRole.LEAD)
    join(3, 5, TeamRole.LEAD)


def join(
    project: int,
    member: int,
    role: TeamRole = TeamRole.MEMBER,
    audience: Audience = Audience.MEMBERS,
) -> None:
    """Put a member into a project, and into its circle."""
    db.session.add(
        Membership(
            project_id=project, member_id=member, role=role, audience=audience,
            since=date(2017, 9, 1),
        )
    )  # fmt: skip
    row = {"circle_id": project, "member_id": member}
    db.session.execute(circle_member.insert().values(**row))


def connect(a: int, b: int, audience: TieAudience = TieAudience.NEAR) -> None:
    """Tie two members, with the same choice at both ends."""
    low, high = sorted((a, b))
    db.session.add(
        Connection(a_id=low, b_id=high, a_audience=audience, b_audience=audience)
    )
    for one, other in ((a, b), (b, a)):
        row = {
            "member_id": one,
            "other_id": other,
            "kind": "connected",
            "audience": audience.value,
        }
        db.session.execute(tie.insert().values(**row))
