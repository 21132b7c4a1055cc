"""The tables of the Evidence Hub, a module for what changes together."""

from community.evidence.models.curation import (
    Collection,
    CollectionItem,
    CollectionState,
    ImportState,
    ResourceImport,
    ResourceVersion,
)
from community.evidence.models.people import ResourceTalker, ResourceUse
from community.evidence.models.resources import (
    MOVES,
    SHOWN,
    OfResource,
    Resource,
    ResourceFactor,
    ResourceState,
    ResourceTag,
    ResourceType,
    ResourceWord,
    Strength,
    WordsOf,
    resource_rule,
    resources_seen_by,
)

__all__ = [
    "MOVES",
    "SHOWN",
    "Collection",
    "CollectionItem",
    "CollectionState",
    "ImportState",
    "OfResource",
    "Resource",
    "ResourceFactor",
    "ResourceImport",
    "ResourceState",
    "ResourceTag",
    "ResourceTalker",
    "ResourceType",
    "ResourceUse",
    "ResourceVersion",
    "ResourceWord",
    "Strength",
    "WordsOf",
    "resource_rule",
    "resources_seen_by",
]
