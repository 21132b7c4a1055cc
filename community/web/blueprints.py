"""The list of page families; each module's blueprint is called `pages`.

A large family spans several modules that share one.
"""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from community.web import (
    account,
    account_break,
    announcements,
    api,
    coffee,
    connections,
    connections_ended,
    connections_know,
    connections_linked,
    connections_requests,
    connections_ties,
    conversations,
    conversations_first,
    conversations_own,
    events,
    following,
    home,
    introductions,
    introductions_asking,
    members,
    members_edit,
    members_edit_tags,
    network,
    notices,
    notices_choices,
    notices_digest,
    openapi,
    organise,
    organise_accounts,
    organise_announcements,
    organise_coffee,
    organise_events,
    organise_outbox,
    organise_people,
    organise_projects,
    organise_settings,
    organise_suggestions,
    organise_tags,
    projects,
    projects_began,
    projects_edit,
    projects_life,
    projects_requests,
    projects_team,
    safeguarding,
    sign_in,
    static_pages,
    suggestions,
    tags,
    unsubscribe,
    welcome,
)

FAMILIES = (
    account,
    account_break,
    announcements,
    coffee,
    connections,
    connections_ended,
    connections_know,
    connections_linked,
    connections_requests,
    connections_ties,
    conversations,
    conversations_first,
    conversations_own,
    events,
    following,
    home,
    introductions,
    introductions_asking,
    members,
    members_edit,
    members_edit_tags,
    network,
    notices,
    notices_choices,
    notices_digest,
    openapi,
    organise,
    organise_accounts,
    organise_announcements,
    organise_coffee,
    organise_events,
    organise_outbox,
    organise_people,
    organise_projects,
    organise_settings,
    organise_suggestions,
    organise_tags,
    projects,
    projects_began,
    projects_edit,
    projects_life,
    projects_requests,
    projects_team,
    safeguarding,
    sign_in,
    static_pages,
    suggestions,
    tags,
    unsubscribe,
    welcome,
)


class RowNumber(IntegerConverter):
    """A row's number in an address; none is larger than a database can hold."""

    def __init__(self, map: Map) -> None:  # noqa: A002 (werkzeug's name)
        super().__init__(map, max=2**31 - 1)


def register(app: Flask) -> None:
    """Register every page family, then the JSON twins of their pages."""
    app.url_map.converters["int"] = RowNumber
    for pages in dict.fromkeys(family.pages for family in FAMILIES):
        app.register_blueprint(pages)
    api.register(app)
