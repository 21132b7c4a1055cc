"""The map as a blueprint of Kumu: JSON of elements and connections.

References
----------
.. [1] https://docs.kumu.io/guides/import/blueprints
"""

import json
from typing import Any

from community.network.files.sheet import Node, Sheet

LABELS = {"within_two_steps": "reach in 2 steps"}


def blueprint(sheet: Sheet) -> str:
    """Return a map as a blueprint; `made` says for whom, which Kumu passes over."""
    connections = [
        {
            "id": f"link {number}",
            "from": sheet.nodes[link.a].key,
            "to": sheet.nodes[link.b].key,
            "type": link.kind,
            "direction": "undirected",
            "strength": link.number,
        }
        for number, link in enumerate(sheet.edges)
    ]
    made = {"for": sheet.made.by, "at": sheet.made.at, "note": sheet.made.words}
    found = {
        "made": made,
        "elements": [_element(one) for one in sheet.nodes],
        "connections": connections,
    }
    return json.dumps(found, ensure_ascii=False) + "\n"


def _element(one: Node) -> dict[str, Any]:
    tags = [*_list(one, "offers"), *_list(one, "seeks")]
    about = {LABELS.get(name, name): fact for name, fact in one.facts.items()}
    found = {"id": one.key, "label": one.label, "type": one.layer, **about}
    return {**found, "tags": list(dict.fromkeys(tags)), "faint": one.faint}


def _list(one: Node, name: str) -> list[str]:
    found = one.facts.get(name)
    return found if isinstance(found, list) else []
