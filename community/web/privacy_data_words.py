"""The words of the page with all of one's data: headings, tables, columns, values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from community.core.text import N_
from community.privacy.inventory import exported
from community.privacy.taking import OwnData
from community.web.privacy_data_labels import Labels
from community.web.privacy_data_labels import of as label_of

TABLES = {
    "account": N_("Account"), "affiliation": N_("Organisations"),
    "announcement": N_("Announcements you wrote"),
    "announcement_reader": N_("Announcements you got"), "appeal": N_("Your appeals"),
    "attendance": N_("Events you go or went to"), "audit_event": N_("What was noted"),
    "block": N_("People you blocked"), "check_in": N_("How it went for you"),
    "coffee_guest": N_("Coffees"), "coffee_seat": N_("Rounds you took part in"),
    "collection": N_("Collections you made"),
    "collection_item": N_("What is in your collections"),
    "connection": N_("People you know"), "connection_note": N_("Your own notes"),
    "connection_request": N_("Hellos from you and to you"),
    "connection_story": N_("How you know each other"), "consent": N_("Consents"),
    "conversation_choice": N_("Read marks"),
    "digest_rhythm": N_("Your digest"),
    "digest_suggested": N_("What digests suggested"),
    "dismissal": N_("Suggestions you put aside"),
    "essay_author": N_("Essays you wrote"),
    "essay_version": N_("Versions of essays that you saved"),
    "event": N_("Events you put up"), "exclusion": N_("Organisations you keep away"),
    "follow": N_("Projects you follow"), "grant": N_("Roles"),
    "handover": N_("Who leads a project next"), "idea": N_("Ideas"),
    "idea_comment": N_("Comments"), "idea_help": N_("Help you offered"),
    "idea_tag": N_("What your ideas are about"),
    "idea_version": N_("What your ideas said before"),
    "impact_record": N_("What you noted or checked"),
    "introduction": N_("Introductions"), "invitation": N_("Invitations you gave"),
    "join_request": N_("Offers and invitations"),
    "ledger_entry": N_("Who with a role looked"),
    "lived_experience": N_("What you have lived through"),
    "map_change": N_("What the map has shown of you"),
    "map_embed": N_("Maps you let other sites show"),
    "map_group": N_("Groups you named"), "map_snapshot": N_("Days you kept of the map"),
    "map_view": N_("Views you kept"), "measure": N_("Decisions"),
    "member": N_("Name and settings"), "member_detail": N_("What you say of yourself"),
    "member_kind": N_("What you are"), "member_place": N_("Where you are"),
    "member_tag": N_("What you offer, seek, learn and care about"),
    "membership": N_("Projects you are or were part of"),
    "message": N_("What you wrote"), "mute": N_("People you see less of"),
    "muted_word": N_("Words you would rather not read"),
    "need": N_("What people ask you about"), "notice": N_("Notices"),
    "notice_choice": N_("How you want to hear"),
    "opening": N_("Who opened what is private"),
    "part": N_("Conversations you are in"), "passkey": N_("Passkeys"),
    "project_origin": N_("Where projects began, as you told it"),
    "project_story": N_("Stories"), "project_update": N_("News"),
    "recovery_code": N_("Recovery codes"), "report": N_("Reports"),
    "resource": N_("Resources you suggested or look after"),
    "resource_import": N_("Files you brought in"),
    "resource_talker": N_("What you are happy to talk about"),
    "resource_use": N_("What projects use, as you told it"),
    "resource_version": N_("Changes you made to resources"),
    "saved_search": N_("Searches you keep"), "sign_in": N_("Devices"),
    "suggestion_event": N_("Suggestions"), "survey": N_("Surveys you made"),
    "survey_answer": N_("Your answers"), "team_task": N_("Tasks"),
    "topic_follow": N_("Topics you follow"), "totp": N_("Codes from an app"),
    "update_image": N_("Pictures in your news"), "weave_plan": N_("Plans you made"),
}  # fmt: skip
"""What each table of the export is called."""

COLUMNS = {
    "a": N_("with"), "a_audience": N_("who sees it, as you chose"),
    "about": N_("about"), "answer": N_("answer"), "asked": N_("to"),
    "asker": N_("from"), "audience": N_("who sees it"), "b": N_("with"),
    "b_audience": N_("who sees it, as you chose"),
    "began_at": N_("since"), "created_at": N_("made"), "email": N_("e-mail"),
    "name": N_("name"), "asked_at": N_("asked"), "code": N_("kind"),
    "conversation": N_("conversation"), "conversation_id": N_("conversation"),
    "device": N_("device"), "ends_at": N_("ends"), "facts": N_("facts"),
    "given_at": N_("given"), "how": N_("how"), "kind": N_("kind"),
    "made_at": N_("made"), "message": N_("words"), "nation": N_("nation"),
    "note": N_("note"), "organisation": N_("organisation"), "person": N_("person"),
    "project": N_("project"), "reason": N_("reason"), "region": N_("region"),
    "relation": N_("how you stand to it"), "role": N_("role"),
    "seen_at": N_("last used"),
    "sent_at": N_("sent"), "since": N_("since"), "state": N_("state"), "tag": N_("tag"),
    "text": N_("words"), "title": N_("title"), "until": N_("until"),
    "value": N_("what it says"), "why": N_("why"), "withdrawn_at": N_("taken back"),
    "wording": N_("version of the words"), "wording_hash": N_("hash of the words"),
    "words": N_("words"), "written_at": N_("written"),
}  # fmt: skip
"""What columns are called; the others go by their own names."""


@dataclass(frozen=True)
class Table:
    """One table: its name, and each row as pairs of a word and what it says."""

    name: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True)
class Section:
    """One heading with its tables."""

    id: str
    heading: str
    tables: tuple[Table, ...]


def headings() -> tuple[str, ...]:
    """Return the headings of the export, each once."""
    return tuple(_(one) for one in dict.fromkeys(line.under for line in exported()))


def sections(data: OwnData) -> tuple[Section, ...]:
    """Return all of somebody's data in words."""
    labels = Labels()
    return tuple(
        Section(
            f"part-{number}",
            _(section.heading),
            tuple(
                Table(
                    table_name(group.table),
                    tuple(_row(labels.decoded(group.table, row)) for row in group.rows),
                )
                for group in section.groups
            ),
        )
        for number, section in enumerate(data.sections, start=1)
    )


def table_name(table: str) -> str:
    """Return what a table is called."""
    return str(_(TABLES[table]))


def _row(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    told = ((_column(name), said(value)) for name, value in row.items())
    return tuple((name, words) for name, words in told if words)


def _column(name: str) -> str:
    if name in COLUMNS:
        return str(_(COLUMNS[name]))
    plain = name.removesuffix("_id").removesuffix("_at").removesuffix("_on")
    return plain.replace("_", " ")


def said(value: Any) -> str:
    """Return a value in words; "" for nothing."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Enum):
        return label_of(value)
    if isinstance(value, datetime):
        return str(format_datetime(value, "d MMMM yyyy, HH:mm"))
    if isinstance(value, date):
        return str(format_date(value, "d MMMM yyyy"))
    if isinstance(value, Mapping):
        if len(value) == 1:
            return said(*value.values())
        return _listed(
            f"{name}: {said(one)}" for name, one in value.items() if said(one)
        )
    if isinstance(value, (list, tuple)):
        return _listed(map(said, value))
    return str(value)


def _listed(words: Iterable[str]) -> str:
    return "; ".join(one for one in words if one)
