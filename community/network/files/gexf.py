"""The map as GEXF 1.3, for Gephi.

References
----------
.. [1] https://gexf.net/schema.html
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from community.network.files.sheet import Flat, Node, Sheet, flat

SPACE = "http://gexf.net/1.3"
SIDE = 1000
"""The drawing is so wide and high; GEXF counts upwards."""
TYPES = {bool: "boolean", int: "integer", float: "double", str: "string"}
LINES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def gexf(sheet: Sheet) -> str:
    """Return a map as GEXF, with the places of its nodes."""
    made = sheet.made
    facts = [_facts(one) for one in sheet.nodes]
    types = {name: TYPES[type(fact)] for some in facts for name, fact in some.items()}
    number = {name: place for place, name in enumerate(types)}
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<gexf xmlns="{SPACE}" xmlns:viz="{SPACE}/viz" version="1.3">',
        f'<meta lastmodifieddate="{made.at[:10]}">',
        f"<creator>{escape(made.by)}</creator>",
        f"<description>{escape(made.words)}</description>\n</meta>",
        '<graph defaultedgetype="undirected">\n<attributes class="node">',
        *(
            f'<attribute id="{number[name]}" title="{name}" type="{kind}"/>'
            for name, kind in types.items()
        ),
        "</attributes>\n<nodes>",
        *(
            _node(one, some, number)
            for one, some in zip(sheet.nodes, facts, strict=True)
        ),
        "</nodes>\n<edges>",
        *_edges(sheet),
        "</edges>\n</graph>\n</gexf>\n",
    ]
    return "\n".join(lines)


def _facts(one: Node) -> dict[str, Flat]:
    return {"type": one.layer, "faint": one.faint, **flat(one.facts)}


def _node(one: Node, facts: dict[str, Flat], number: dict[str, int]) -> str:
    values = "".join(
        f'<attvalue for="{number[name]}" value={_quoted(fact)}/>'
        for name, fact in facts.items()
    )
    x, y = round(SIDE * one.x, 1), round(SIDE * (1 - one.y), 1)
    return (
        f"<node id={_quoted(one.key)} label={_quoted(one.label)}>"
        f"<attvalues>{values}</attvalues>"
        f'<viz:position x="{x}" y="{y}" z="0.0"/></node>'
    )


def _edges(sheet: Sheet) -> Iterable[str]:
    for number, link in enumerate(sheet.edges):
        ends = [_quoted(sheet.nodes[end].key) for end in (link.a, link.b)]
        about = f'kind="{link.kind}" label="{link.kind}" weight="{link.number}"'
        yield f'<edge id="{number}" source={ends[0]} target={ends[1]} {about}/>'


def _quoted(fact: Flat) -> str:
    words = str(fact).lower() if isinstance(fact, bool) else str(fact)
    return quoteattr(words, LINES)
