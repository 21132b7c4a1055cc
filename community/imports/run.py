"""An import from its folder to its last line."""

from pathlib import Path

from community.accounts.models import Account
from community.core import journal
from community.core.access import Viewer
from community.core.db import count_rows_anew, db
from community.core.visible import unscoped
from community.imports import plan as plans
from community.imports.apply import Say, apply
from community.imports.files import Source
from community.imports.kumu import KumuSource
from community.imports.models import ImportBatch
from community.matching import snapshot
from community.members.models import Member
from community.privacy.hashes import erased_among
from community.projects import commands as projects

OPERATOR = Viewer(name="operator")
LAYOUTS: dict[str, type[Source]] = {"own": Source, "kumu": KumuSource}
"""How the files of a folder are laid out; sumApp's are Kumu's."""


def import_folder(
    folder: Path,
    *,
    dry_run: bool,
    skip_bad: bool,
    listed: bool,
    basis: str,
    say: Say,
    layout: str = "own",
) -> bool:
    """Import `folder`, telling every step through `say`; False when nothing was stored.

    Nothing is stored on a dry run, or when a row is bad and `skip_bad` is off. Listing
    people before they join needs a `basis`, which is kept with the batch.
    """
    if listed and not basis.strip():
        say('Say why these people may be shown before they join: --basis "..."')
        return False
    plan, source = plans.read(LAYOUTS[layout](folder), _taken())
    people = [(row["id"], row["email"]) for row in plan.people]
    gone = erased_among(people)
    if gone:
        say(f"{len(gone)} people were erased here and are left out.")
        plan = plan.without(gone)
    for problem in source.problems:
        say(str(problem))
    if source.problems and not skip_bad:
        say(f"{len(source.problems)} problems; nothing was changed.")
        return False
    if dry_run:
        say(f"Fine: {_sizes(plan)}. Nothing was changed (dry run).")
        return not source.problems
    _store(plan, listed, basis.strip(), say)
    return True


def _sizes(plan: plans.Plan) -> str:
    sizes = [
        f"{len(plan.people)} people",
        f"{len(plan.projects)} projects",
        f"{len(plan.memberships)} memberships",
    ]
    if plan.ties:
        sizes.append(f"{len(plan.ties)} tie requests")
    return ", ".join(sizes)


def _taken() -> dict[str, str | None]:
    found = unscoped("import", Account.email, Member.import_id).join(
        Member, Member.account_id == Account.id, isouter=True
    )
    return dict(db.session.execute(found).all())


def _store(plan: plans.Plan, listed: bool, basis: str, say: Say) -> None:
    batch = ImportBatch(listed=listed, basis=basis)
    db.session.add(batch)
    db.session.flush()
    counts = apply(plan, batch, say)
    if not counts:
        db.session.rollback()
        say("Everything was there already; nothing was changed.")
        return
    batch.counts = counts
    projects.rebuild_circles()
    journal.record(OPERATOR, journal.Act.IMPORT, "import", batch.id, basis[:200])
    snapshot.bump()
    db.session.commit()
    count_rows_anew()
    words = ", ".join(f"{number} {what}" for what, number in counts.items())
    say(f"Imported as batch {batch.id}: {words}.")
    say(f"To undo it: community import-undo {batch.id}")
