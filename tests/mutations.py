"""Small faults put into a copy of the project, one at a time: a test finds each.

`python -m tests.mutations` prints a table and answers 1 when a fault survives. For each
only the named tests run, so that it is known which of them finds it.
"""

import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("community", "migrations", "static", "templates", "tests", "pyproject.toml")
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)
SURVIVED, BROKEN = "SURVIVED", "BROKEN"

GRAPH, MATCHING = "community/graph", "community/matching"
OURS = "tests/privacy/test_suggestions.py"
NAMED = "tests/privacy/test_named.py"
BUSY = "tests/matching/test_busy.py"


@dataclass(frozen=True)
class Mutation:
    """A fault: in `file`, `old` becomes `new`; one of `tests` must fail for it."""

    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def _graph(what: str, file: str, old: str, new: str, *tests: str) -> Mutation:
    names = tuple(f"tests/graph/test_{one}.py" for one in tests)
    return Mutation(what, f"{GRAPH}/{file}.py", old, new, names)


def _site(what: str, file: str, old: str, new: str, *tests: str) -> Mutation:
    return Mutation(what, f"{MATCHING}/{file}.py", old, new, tests)


def _between(what: str, file: str, old: str, new: str, *tests: str) -> Mutation:
    names = tuple(f"tests/{one}.py" for one in tests)
    return Mutation(what, f"community/{file}.py", old, new, names)


MUTATIONS = (
    # ------------------------------------------------------------ normalisation
    _graph(
        "a channel is divided by its mean square, not by the root of it", "answer",
        "weight * (size / square) ** 0.5 if", "weight * (size / square) if",
        "scores",
    ),
    _graph(
        "one channel alone is not divided at all", "answer",
        "factor = _factor(weight, brought, len(open_))",
        "factor = weight if walk.cosine else _factor(weight, brought, len(open_))",
        "scores",
    ),
    _graph(
        "one walk has the usual damping, not its own", "channels",
        "return self.damp[level] if self.damp else DAMP[kind]", "return DAMP[kind]",
        "walks",
    ),
    _graph(
        "a node of many passes on as much as one of few", "shared",
        "np.maximum(degree, 1.0) ** -power", "np.maximum(degree, 1.0) ** 0.0",
        "walks",
    ),
    _graph(
        "tags are not divided by their length", "walks",
        "weights = weights * question.one_over_lengths(targets, nodes)",
        "weights = weights * 1.0",
        "walks",
    ),
    _graph(
        "the size of a team counts in a score and not in its reasons", "answer",
        "shares = factor * liked * parts.shares", "shares = factor * parts.shares",
        "suggest",
    ),
    # ------------------------------------------------------------ the leak guard
    _graph(
        "a tag that only a hidden membership explains stays", "hiding",
        "expertise=expertise[~drop_tag]", "expertise=expertise",
        "hiding",
    ),
    _graph(
        "nothing goes with what is hidden", "hiding",
        "return Hidden(_unexplained(kept, rows, gone, ask), found)",
        "return Hidden(kept, found)",
        "hiding",
    ),
    _graph(
        "what is asked for is not hidden", "hiding",
        "pairs = pairs[~np.isin(_keys(pairs), _keys(gone))]", "pairs = pairs[:]",
        "hiding",
    ),
    _graph(
        "rows from after the cut are kept", "hiding",
        "gone, pairs = pairs[days > _cut(days)], pairs[days <= _cut(days)]",
        "gone, pairs = pairs[days > _cut(days)], pairs",
        "hiding",
    ),
    # ------------------------------------------------------------ the overlay
    _graph(
        "walks go through hidden members", "overlay",
        "passed[_places(nodes, self.hidden)[0]] = 0",
        "passed[_places(nodes, self.hidden)[0]] *= 1",
        "suggest", "walks",
    ),
    _graph(
        "hidden members are candidates", "answer",
        "open_[asked.question.hidden] = False", "open_[asked.question.hidden] = True",
        "suggest",
    ),
    _graph(
        "walks go through the asker", "overlay",
        "passed[_places(nodes, np.array([self.source]))[0]] = 0",
        "passed[_places(nodes, np.array([self.source]))[0]] *= 1",
        "suggest", "walks",
    ),
    _graph(
        "what was put aside is not weakened", "overlay",
        "passed[_places(nodes, np.array([node.id]))[0]] *= factor",
        "passed[_places(nodes, np.array([node.id]))[0]] *= 1",
        "walks",
    ),
    _graph(
        "who is to be left out is in the answer", "answer",
        'return as_ids(seed.not_members if asked.targets == "member" '
        "else seed.not_projects)",
        'return as_ids(() if asked.targets == "member" else seed.not_projects)',
        "suggest",
    ),
    # ------------------------------------------------------------ re-ranking
    _graph(
        "who takes nobody now is in the list", "rerank",
        "if one.id not in resting and not full[one.id]:",
        "if one.id not in resting:",
        "rerank",
    ),
    _graph(
        "the list names somebody twice", "rerank",
        "left[chosen] = False", "left[chosen] = True",
        "rerank",
    ),
    # ------------------------------------------------------------ the snapshot
    _site(
        "a snapshot is kept whatever version it is of", "snapshot_store",
        "self.database, self.graph, self.learned, self.day)",
        "self.database, 0, self.learned, self.day)",
        "tests/matching/test_snapshot_files.py",
    ),
    _site(
        "the graph is built from rows that not all members may see", "snapshot_rows",
        "session.execute(kept(ANY_MEMBER, _rows(day))).all()",
        "session.execute(unscoped(WHY, *_rows(day).c)).all()",
        OURS,
    ),
    _site(
        "today's showings are counted", "snapshot_rows",
        "            SuggestionEvent.day < day,\n", "",
        OURS,
    ),
    _site(
        "whatever came of suggestions counts as shown", "snapshot_rows",
        "            SuggestionEvent.what == Happened.SHOWN,\n", "",
        OURS,
    ),
    _site(
        "first contacts of today count", "busy",
        "sort.select(sort.at >= begins, sort.at < ends)",
        "sort.select(sort.at >= begins)",
        OURS,
    ),
    _site(
        "what was asked today waits already", "busy",
        "sort.select(sort.at < morning, sort.waits(morning))",
        "sort.select(sort.waits(morning))",
        BUSY,
    ),
    _site(
        "a quiet not now makes room", "busy",
        "row.c.state.in_(SEEMS_SENT)", 'row.c.state == "sent"',
        BUSY,
    ),
    _site(
        "whoever asked got something to answer", "busy",
        "talk.c.kind == ConversationKind.PAIR, part.c.member_id != talk.c.asked_by_id",
        "talk.c.kind == ConversationKind.PAIR",
        BUSY,
    ),
    _site(
        "memberships that only few may see are learnt from", "quality_history",
        "visible(ANY_MEMBER, m.member_id, m.project_id, m.since, m.until)",
        "visible(ANY_MEMBER, m.member_id, m.project_id, m.since, m.until)"
        '.execution_options(unscoped="fault")',
        OURS,
    ),
    _site(
        "those who blocked each other are not kept apart", "snapshot",
        "tie.c.kind.in_([BLOCKED, EXCLUDED])", "tie.c.kind.in_([EXCLUDED])",
        NAMED,
    ),
    # ------------------------------------------------------------ seen by the viewer
    _site(
        "facts of reasons are read as nobody in particular", "rows",
        "kept(viewer, parts), given).all()",
        'kept(viewer, parts).execution_options(unscoped="fault"), given).all()',
        OURS,
    ),
    Mutation(
        "rows for those who share a project are open to all",
        "community/core/visible.py",
        "and_(audience == word(Audience.PROJECTS), owner.in_(mates_of(viewer))),",
        "audience == word(Audience.PROJECTS),",
        (OURS,),
    ),
    _site(
        "a reason names a sensitive tag that one side lacks", "links",
        "return len(path) == 1 and tags[0] in held", "return True",
        NAMED,
    ),
    _site(
        "what came of a suggestion is noted for somebody else", "feedback",
        "return [table.c.member_id == one.member, number == one.number]",
        "return [number == one.number]",
        "tests/matching/test_feedback.py",
    ),
    # ------------------------------------------------------------ between people
    _between(
        "a request that was answered is answered again", "connections/states",
        ".where(*where, ConnectionRequest.state.in_(before(REQUEST, state)))",
        ".where(*where)",
        "connections/test_request_machine",
    ),
    _between(
        "who asked learns at once that an introduction came to nothing",
        "introductions/told", "return Told.NOT_NOW if over(row) else Told.WAITS",
        "return Told.NOT_NOW if row.ended_at or over(row) else Told.WAITS",
        "introductions/test_machine", "introductions/test_commands",
    ),
    _between(
        "whoever asked is told of the end again and again", "connections/clockwork",
        "ConnectionRequest.told_at.is_(None), told_at=clock.now()",
        "ConnectionRequest.told_at.is_(None), told_at=None",
        "connections/test_clockwork", "connections/test_request_machine",
    ),
    _between(
        "the asker learns at once that somebody declined", "connections/queries",
        "if state in SEEMS_SENT:",
        "if state in (RequestState.SENT, RequestState.LAPSED):",
        "connections/test_hellos", "privacy/test_blocks",
    ),
    _between(
        "today's answers count in the usual reply time", "connections/replies",
        "            asked.answered_at < midnight,\n", "",
        "connections/test_replies",
    ),
    _between(
        "two who block each other have a coffee", "coffee/takers",
        "return _tied(people, BLOCKED)", "return _tied(people, EXCLUDED)",
        "coffee/test_rounds",
    ),
    _between(
        "a tie that one end keeps to the pair is seen", "connections/models",
        "            cls.b_audience != word(TieAudience.PAIR),\n", "",
        "matching/test_reach",
    ),
    _between(
        "whoever left a conversation reads on", "messages/models",
        "            part.c.left_at.is_(None),\n            or_(~team,",
        "            or_(~team,",
        "messages/test_commands", "messages/test_who_reads",
    ),
    _between(
        "who was at an event quietly is named", "programme/models/events",
        "            among(cls.audience, OPEN),\n", "",
        "programme/test_events",
    ),
    # ------------------------------------------------------------ the network
    _between(
        "the past shows people by name who had none on that day",
        "network/snapshots/past",
        "tuple(one for one in today.named if one.id in named)", "today.named",
        "privacy/test_network",
    ),
    _between(
        "whoever is on the map without a name is named", "network/rows",
        "if row.map_consent == MapConsent.NAMED and row.id in agreed",
        "if row.id in agreed",
        "privacy/test_network",
    ),
    _between(
        "a tie that one end keeps to the pair is drawn", "network/rows",
        "            Connection.a_audience != TieAudience.PAIR,\n", "",
        "privacy/test_network",
    ),
    _between(
        "it is told exactly how many are not shown", "network/figures",
        "not_shown=rounded(len(rows.unnamed) + rows.absent)",
        "not_shown=len(rows.unnamed) + rows.absent",
        "privacy/test_network",
    ),
    _between(
        "two days tell who stood in a crowd on the first",
        "network/snapshots/comparing",
        "if one.fact == Fact.NAMED}", "if one.fact in (Fact.NAMED, Fact.UNNAMED)}",
        "privacy/test_network",
    ),
    _between(
        "a kind that an organiser sees as a friend is on the map", "network/rows",
        "and_(kind.member_id == Member.id, kind.audience.in_(WIDE))",
        "kind.member_id == Member.id",
        "privacy/test_network",
    ),
    # ------------------------------------------------------------ work and words
    _between(
        "what one worker has taken is taken by another", "jobs/queue",
        ".where(or_(Job.taken_until.is_(None), Job.taken_until <= now))",
        ".where(Job.id > 0)",
        "jobs/test_queue",
    ),
    _between(
        "of a lane the last comes first", "jobs/queue",
        "and_(ahead.lane == Job.lane, ahead.id < Job.id),",
        "and_(ahead.lane == Job.lane, ahead.id > Job.id),",
        "jobs/test_queue",
    ),
    _between(
        "a worker ends what another one has by now", "jobs/queue",
        "still = (Job.id == taken.id, Job.taken_by == taken.me)",
        "still = (Job.id == taken.id,)",
        "jobs/test_queue",
    ),
    _between(
        "people are told of their own doings", "notices/commands",
        "if person == member or state not in TOLD:", "if state not in TOLD:",
        "notices/test_telling",
    ),
    _between(
        "whoever wants no letters of a kind gets them", "notices/commands",
        "instant = not quiet and how is How.INSTANT",
        "instant = not quiet",
        "notices/test_telling", "announcements/test_sending",
    ),
    _between(
        "every announcement is a letter, however many there were", "notices/commands",
        "instant = not quiet and how is", "instant = how is",
        "announcements/test_sending",
    ),
    _between(
        "whoever did it is told of it", "following/telling",
        'found = found.where(owner != job.facts["by"])', "pass",
        "following/test_telling",
    ),
    _between(
        "news of a new project come from whom one muted", "following/telling",
        "        Project.id.not_in(led),\n", "",
        "following/test_telling",
    ),
    _between(
        "a search of people is kept with a name", "following/searches",
        'words=typed if shy else "",', 'words="",',
        "following/test_searches",
    ),
    _between(
        "a search forgets whom it has brought", "following/clockwork",
        "row.seen = sorted({*row.seen, *unseen})", "row.seen = sorted(unseen)",
        "following/test_searches",
    ),
    _between(
        "notices about whom one muted are shown", "digests/seen",
        "Member.id.in_(ids), Member.id.not_in(muted_by(viewer))", "Member.id.in_(ids)",
        "web/test_bell", "digests/test_compose",
    ),
    _between(
        "the bell counts what is not shown", "digests/seen",
        "        or_(Notice.person_id.is_(None), Notice.person_id.in_(people)),\n", "",
        "web/test_bell",
    ),
    _between(
        "a letter goes though its kind was turned off meanwhile", "digests/instant",
        "for row in rows if how_for(row.member_id, row.kind) is How.INSTANT]",
        "for row in rows]",
        "web/test_mail",
    ),
    _between(
        "the link that stops mail need not be signed", "web/unsubscribe",
        "member, kind = _signer().loads(token)",
        "member, kind = _signer().loads_unsafe(token)[1]",
        "web/test_unsubscribe",
    ),
    _between(
        "whoever left a team reads its conversation on", "messages/models",
        "            or_(~team, talk.c.project_id.in_(circles_of(viewer))),\n", "",
        "messages/test_team",
    ),
    _between(
        "who was imported reads what was said before they joined", "messages/team",
        "circle_member.c.circle_id == project, Member.joined",
        "circle_member.c.circle_id == project",
        "messages/test_not_joined",
    ),
    _between(
        "a late worker lets who was imported read from before", "projects/team",
        "    if not db.session.scalar(joined):\n        return\n", "",
        "messages/test_not_joined",
    ),
    _between(
        "an older page marks newer words as read", "web/conversations",
        "talk.id, talk.read_until)",
        "talk.id, talk.read_until.replace(year=2999))",
        "web/test_conversations_own",
    ),
    _between(
        "a mark of reading goes back", "messages/own",
        "or_(Part.read_at.is_(None), Part.read_at < until),\n", "",
        "messages/test_own",
    ),
    _between(
        "a notice of words that one has not seen is read", "messages/own",
        "db.session.scalar(later.limit(1)) is None", "later is not None",
        "web/test_conversations_own",
    ),
    _between(
        "a kind that somebody hides brings them mail", "announcements/recipients",
        "MemberKind.code == value, among(MemberKind.audience, OPEN)",
        "MemberKind.code == value",
        "announcements/test_sending",
    ),
    _between(
        "what was scheduled anew goes on its old day", "announcements/sending",
        "Announcement.id == announcement_id, Announcement.version == version",
        "Announcement.id == announcement_id",
        "announcements/test_sending",
    ),
    _between(
        "an entry of the trail that was changed passes for whole", "core/trail",
        "if hash_of(facts_of(row), row.previous) != row.hash:", "if False:",
        "core/test_trail",
    ),
    _between(
        "an undone savepoint leaves its entries", "core/journal",
        "    del session.info.get(PENDING, [])[before:]\n", "", "core/test_trail",
    ),
    _between(
        "who comes later is told who left a team", "projects/models/team",
        "own.c.since < membership.until,", "own.c.since.is_not(None),",
        "projects/test_leaving", "privacy/test_twin",
    ),
    _between(
        "whoever reported somebody opens what is private", "safeguarding/openings",
        "Case.about_id != viewer.account_id, ~mine",
        "Case.about_id != viewer.account_id",
        "trust/test_openings",
    ),
    _between(
        "whoever opened lets telling wait alone", "safeguarding/openings",
        "if row.by_id in (viewer.account_id, None):", "if row.by_id is None:",
        "trust/test_openings",
    ),
    _between(
        "the ledger tells before its time", "privacy/looked",
        "LedgerEntry.shown_from <= clock.now()", "LedgerEntry.id > 0",
        "trust/test_ledger", "trust/test_openings",
    ),
    _between(
        "an account is erased without having been hidden first", "privacy/inactive",
        "Stage(ERASED, Step.HIDDEN, ERASED - HIDDEN, None, _erase)",
        "Stage(ERASED, None, 0, None, _erase)", "trust/test_inactive",
    ),
    _between(
        "a case goes while somebody waits for an answer", "privacy/retention_rules",
        ", Case.id.not_in(waits))", ")", "trust/test_retention",
    ),
    _between(
        "a browser known to one account is known to all", "accounts/queries",
        "SignIn.account_id == account_id,\n        SignIn.token_hash == token_hash,",
        "SignIn.token_hash == token_hash,", "web/test_sign_in_known",
    ),
    _between(
        "a wrong password from a known browser is told as one", "web/sign_in",
        "    if waits is not None:\n        raise waits\n", "",
        "web/test_sign_in_known",
    ),
    _between(
        "a known browser tries as often as it likes", "accounts/limits",
        'check("known browser", account=known)', "pass", "accounts/test_limits",
    ),
    _between(
        "what a browser was given lasts after signing out", "web/sessions",
        "ends_at=clock.now(), token_hash=nothing", "ends_at=clock.now()",
        "web/test_sign_in_known",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What became of a fault: the test that found it, or that none did."""

    what: str
    file: str
    found_by: str
    seconds: float

    @property
    def found(self) -> bool:
        """Whether a test failed because of it."""
        return self.found_by not in (SURVIVED, BROKEN)


def main() -> int:
    """Try each fault, print a table, and answer 0 only when all were found."""
    rows = run(sys.argv[1:])
    return 0 if rows and all(row["found"] for row in rows) else 1


def prove() -> list[dict[str, object]]:
    """Try them all, and return what `make assure` tells of it."""
    began = time.perf_counter()
    rows = run()
    survived = sum(not row["found"] for row in rows)
    facts = {"size": len(rows), "survived": survived, "faults": rows}
    seconds = round(time.perf_counter() - began)
    return [{"what": "faults in a copy of the project", **facts, "seconds": seconds}]


def run(words: list[str] | None = None) -> list[dict[str, object]]:
    """Try the faults that have one of some words in them; all by default."""
    chosen = [
        one
        for one in MUTATIONS
        if not words or any(word in f"{one.file} {one.what}" for word in words)
    ]
    with tempfile.TemporaryDirectory(prefix="mutations") as folder:
        copy = Path(folder)
        _copy(copy)
        stamps = itertools.count(int(time.time()) + 10)
        rows = []
        for one in chosen:
            result = _try(copy, one, stamps)
            print(_line(result), flush=True)
            rows.append({**asdict(result), "found": result.found})
    lost = [row for row in rows if not row["found"]]
    print(f"{len(rows) - len(lost)} of {len(rows)} faults were found")
    return rows


def _line(result: Result) -> str:
    how = f"found by {result.found_by}" if result.found else result.found_by
    return f"   {result.file}: {result.what}\n      {how} ({result.seconds:.0f} s)"


def _copy(folder: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "browser")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copyfile(source, folder / name)


def _try(copy: Path, one: Mutation, stamps: "itertools.count[int]") -> Result:
    """Put a fault into the copy, run its tests, and take it back."""
    path, began = copy / one.file, time.perf_counter()
    text = path.read_text()
    if text.count(one.old) != 1:
        raise ValueError(f"{one.file}: {one.old!r} is not there once")
    _write(path, text.replace(one.old, one.new), next(stamps))
    try:
        found = _run(copy, one.tests)
    finally:
        _write(path, text, next(stamps))
    return Result(one.what, one.file, found, round(time.perf_counter() - began, 1))


def _write(path: Path, text: str, stamp: int) -> None:
    """Write a source, with a time by which no older bytecode stands for it."""
    path.write_text(text)
    os.utime(path, (stamp, stamp))


def _run(copy: Path, tests: tuple[str, ...]) -> str:
    """Return the first test that fails in the copy, or what else came of it."""
    command = [
        sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", *tests,
        "-p", "no:cacheprovider", "-p", "no:randomly", "--tb=no",
    ]  # fmt: skip
    kept = {name: text for name, text in os.environ.items() if name != "ASSURE"}
    done = subprocess.run(
        command, cwd=copy, env={**kept, "PYTHONPATH": str(copy)}, check=False,
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    failed = FAILED.search(done.stdout)
    if failed:
        return failed[1]
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:])
    return BROKEN if done.returncode else SURVIVED


if __name__ == "__main__":
    raise SystemExit(main())
