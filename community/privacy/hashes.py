"""What stands for an address or an import id of somebody erased: keyed by the vault.

Without the key nobody can tell whom a row is about, or guess it.
"""

from collections.abc import Iterable

from community.core import vault
from community.core.db import db
from community.core.visible import unscoped
from community.privacy.models import Erasure

WHY = "import"


def of_address(address: str) -> str:
    """Return what stands for an address."""
    return vault.signature(f"erased address: {address.strip().lower()}")


def of_import(import_id: str) -> str:
    """Return what stands for an import id; "" for none."""
    return vault.signature(f"erased import: {import_id}") if import_id else ""


def erased_among(people: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the import ids of those (import id, address) who were erased here."""
    addresses, imported = _known()
    if not addresses and not imported:
        return frozenset()
    return frozenset(
        number
        for number, address in people
        if of_import(number) in imported or of_address(address) in addresses
    )


def _known() -> tuple[frozenset[str], frozenset[str]]:
    found = unscoped(WHY, Erasure.address_hash, Erasure.import_hash)
    rows = db.session.execute(found).all()
    return frozenset(row[0] for row in rows), frozenset(row[1] for row in rows) - {""}
