"""Who may open what of running the place: every route, every role."""

import pytest

ORGANISERS = {
    "organise.index": "/organise/",
    "organise.people": "/organise/people/",
    "organise.invite": "/organise/people/invite",
    "organise.link": "/organise/people/link",
    "organise.revoke": "/organise/people/invitations/1/revoke",
    "organise.approve": "/organise/people/9/approve",
    "organise.turn_down": "/organise/people/9/turn-down",
    "organise.claim": "/organise/people/claim",
    "organise.tags": "/organise/tags/",
    "organise.approve_all": "/organise/tags/approve",
    "organise.word": "/organise/tags/1",
    "organise.projects": "/organise/projects/",
    "organise.programmes_index": "/organise/programme/",
    "organise.programme": "/organise/programme/1",
    "organise.programme_state": "/organise/programme/1/state",
    "organise.new_piece": "/organise/programme/1/phases/new",
    "organise.change_piece": "/organise/programme/1/phases/1",
    "organise.remove_piece": "/organise/programme/1/phases/1/remove",
    "organise.stories": "/organise/stories/",
    "organise.read_story": "/organise/stories/1",
    "organise.impact": "/organise/impact/",
    "organise.check_impact": "/organise/impact/1",
    "organise.project_health": "/organise/projects/health",
    "organise.decide_take_over": "/organise/projects/health/9",
    "organise.announcements": "/organise/announcements/",
    "organise.new_announcement": "/organise/announcements/new",
    "organise.announcement": "/organise/announcements/1",
    "organise.test_announcement": "/organise/announcements/1/test",
    "organise.schedule_announcement": "/organise/announcements/1/schedule",
    "organise.send_announcement": "/organise/announcements/1/send",
    "organise.take_back_announcement": "/organise/announcements/1/take-back",
    "organise.events": "/organise/events/",
    "organise.new_event": "/organise/events/new",
    "organise.event": "/organise/events/1",
    "organise.event_state": "/organise/events/1/state",
    "organise.surveys": "/organise/surveys/",
    "organise.new_survey": "/organise/surveys/new",
    "organise.survey": "/organise/surveys/survey-1",
    "organise.survey_state": "/organise/surveys/survey-1/state",
    "organise.review": "/organise/projects/1",
    "organise.check_ins": "/organise/check-ins",
    "organise.suggestions": "/organise/suggestions/",
    "organise.coffee": "/organise/coffee/",
    "organise.pair_coffee": "/organise/coffee/1/pair",
    "organise.close_coffee": "/organise/coffee/1/close",
    "organise.measure_suggestions": "/organise/suggestions/",
}
ADMINISTRATORS = {
    "organise.accounts": "/organise/accounts/",
    "organise.account": "/organise/accounts/1",
    "organise.grant": "/organise/accounts/1/roles",
    "organise.end_grant": "/organise/accounts/roles/99/end",
    "organise.suspend": "/organise/accounts/1/suspend",
    "organise.reinstate": "/organise/accounts/1/reinstate",
    "organise.unlock": "/organise/accounts/1/unlock",
    "organise.settings": "/organise/settings/",
    "organise.outbox": "/organise/outbox/",
    "organise.try_again": "/organise/outbox/1/again",
    "organise.put_away": "/organise/outbox/1/away",
    "organise.try_all_again": "/organise/outbox/again",
    "organise.put_all_away": "/organise/outbox/away",
}
MODERATORS = {
    "safeguarding.queue": "/moderate/",
    "safeguarding.case": "/moderate/1",
    "safeguarding.claim": "/moderate/1/claim",
    "safeguarding.take_over": "/moderate/1/take-over",
    "safeguarding.hand_back": "/moderate/1/hand-back",
    "safeguarding.hand_on": "/moderate/1/hand-on",
    "safeguarding.close": "/moderate/1/close",
    "safeguarding.ask_more": "/moderate/1/ask-more",
    "safeguarding.answer_more": "/moderate/widenings/1",
    "safeguarding.more": "/moderate/1/more",
    "safeguarding.act": "/moderate/1/act/warning",
    "safeguarding.lift": "/moderate/measures/1/lift",
    "safeguarding.agree": "/moderate/measures/1/agree",
    "safeguarding.appeal": "/moderate/appeals/1",
}
GLASS = {
    "glass.index": "/moderate/open/",
    "glass.show": "/moderate/open/1",
    "glass.end": "/moderate/open/1/end",
    "glass.hold": "/moderate/open/1/hold",
}
"""Where what is private opens: who comes in says test_glass_pages."""
ADMITTED = [(path, {"olu"}) for path in ORGANISERS.values()] + [
    (path, {"ada"}) for path in ADMINISTRATORS.values()
]
WHO = [None, "pat", "alice", "olu", "ada", "mo"]


def rules(app):
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/organise", "/moderate")):
            yield rule


def test_no_page_of_running_the_place_is_left_out_of_the_table(app):
    known = ORGANISERS | ADMINISTRATORS | MODERATORS | GLASS
    methods = {rule.endpoint: rule.methods for rule in rules(app)}
    assert set(methods) == set(known)
    adapter = app.url_map.bind("localhost")
    for endpoint, path in known.items():
        method = "GET" if "GET" in methods[endpoint] else "POST"
        assert adapter.match(path, method=method)[0] == endpoint


def outcome(response):
    where = response.headers.get("Location", "")
    if response.status_code == 403:
        return "turned away"
    if response.status_code == 302 and where.startswith("/sign-in"):
        return "sign in"
    if response.status_code == 302 and where.startswith("/waiting"):
        return "wait"
    return "in"


@pytest.mark.parametrize("path", MODERATORS.values())
@pytest.mark.parametrize("who", WHO)
def test_where_cases_are_worked_there_is_nothing_for_anybody_else(
    app, visitor, who, path
):
    from tests.privacy import stage

    stage.fill()
    browser, unknown = visitor(who), visitor(who).get("/nowhere")
    for method in app.url_map.bind("localhost").allowed_methods(path):
        if method not in ("GET", "POST"):
            continue
        sent = browser.post(path, follow=False).response if method == "POST" else None
        found = sent or browser.get(path)
        if who is None:
            assert outcome(found) == "sign in"
        elif who == "mo" and not path.endswith("/more"):
            assert found.status_code in (200, 302, 422)
        elif who == "ada" and path == MODERATORS["safeguarding.queue"]:
            assert found.status_code == 200
        else:
            assert found.status_code == unknown.status_code == 404


@pytest.mark.parametrize(("path", "admitted"), ADMITTED)
@pytest.mark.parametrize("who", WHO)
def test_a_page_opens_for_its_role_alone(app, visitor, who, path, admitted):
    expected = {None: "sign in", "pat": "wait"}.get(who, "turned away")
    if who in admitted:
        expected = "in"
    browser = visitor(who)
    for method in app.url_map.bind("localhost").allowed_methods(path):
        if method == "GET":
            assert outcome(browser.get(path)) == expected
        if method == "POST":
            sent = browser.post(path, follow=False).response
            assert outcome(sent) == expected


def test_an_organiser_finds_no_report_and_a_moderator_no_admin_page(visitor):
    olu, mo = visitor("olu").see("/organise/"), visitor("mo").see("/moderate/")
    assert not [link for link in olu.links("a") if link.startswith("/moderate")]
    assert not [link for link in mo.links("a") if link.startswith("/organise")]


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("olu", "/organise/"),
        ("olu", "/organise/people/"),
        ("olu", "/organise/tags/"),
        ("olu", "/organise/projects/"),
        ("olu", "/organise/projects/health"),
        ("olu", "/organise/surveys/"),
        ("olu", "/organise/programme/"),
        ("olu", "/organise/people/9/turn-down"),
        ("ada", "/organise/accounts/"),
        ("ada", "/organise/accounts/1"),
        ("ada", "/organise/accounts/1/suspend"),
        ("ada", "/organise/outbox/"),
        ("ada", "/organise/settings/"),
        ("mo", "/moderate/"),
    ],
)
def test_a_page_takes_ten_statements_at_most(visitor, statements, who, path):
    browser = visitor(who)
    with statements() as found:
        browser.see(path)
    asked = [one for one in found if "pg_advisory_xact_lock" not in one]
    assert len(asked) <= 10, asked
