"""The map as GraphML, for programs that analyse networks.

References
----------
.. [1] http://graphml.graphdrawing.org/specification.html
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from community.network.files.sheet import Flat, Node, Sheet, flat

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
)
TYPES = {bool: "boolean", int: "int", float: "double", str: "string"}


def graphml(sheet: Sheet) -> str:
    """Return a map as GraphML; parallel links stay apart."""
    made = sheet.made
    head = {"generated": made.at, "generated_for": made.by, "note": made.words}
    nodes = [_facts(one) for one in sheet.nodes]
    types = {name: TYPES[type(fact)] for some in nodes for name, fact in some.items()}
    lines = [
        *(_key("graph", name, "string") for name in head),
        *(_key("node", name, kind) for name, kind in types.items()),
        *(_key("edge", name, kind) for name, kind in EDGE.items()),
        '<graph edgedefault="undirected">',
        *_data("graph", head.items()),
    ]
    for one, some in zip(sheet.nodes, nodes, strict=True):
        data = "".join(_data("node", some.items()))
        lines.append(f"<node id={_name(one)}>{data}</node>")
    for number, link in enumerate(sheet.edges):
        ends = (_name(sheet.nodes[end]) for end in (link.a, link.b))
        data = "".join(_data("edge", (("kind", link.kind), ("number", link.number))))
        about = "source={} target={}".format(*ends)
        lines.append(f'<edge id="e{number}" {about}>{data}</edge>')
    return HEAD + "\n".join(lines) + "\n</graph>\n</graphml>\n"


def _name(one: Node) -> str:
    """Return by what a node is known: a word without spaces, as the schema wants."""
    return quoteattr(one.key.replace(" ", ":"))


EDGE = {"kind": "string", "number": "int"}


def _facts(one: Node) -> dict[str, Flat]:
    about: dict[str, Flat] = {"label": one.label, "type": one.layer}
    return {**about, "x": one.x, "y": one.y, "faint": one.faint, **flat(one.facts)}


def _key(place: str, name: str, kind: str) -> str:
    about = f'for="{place}" attr.name="{name}" attr.type="{kind}"'
    return f'<key id="{place}_{name}" {about}/>'


def _data(place: str, facts: Iterable[tuple[str, Flat]]) -> Iterable[str]:
    for name, fact in facts:
        words = str(fact).lower() if isinstance(fact, bool) else escape(str(fact))
        yield f'<data key="{place}_{name}">{words}</data>'
