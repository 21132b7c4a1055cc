"""The organisers' page on suggestions: asked for, made beside the server, shown."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from community import cli
from community.core.db import db
from community.jobs import tasks
from community.matching import quality, snapshot
from community.matching.models import Happened
from community.matching.quality_report import Ranking, Replayed
from community.web import quality_tables, quality_words
from tests.matching.test_quality import TODAY, a_living_place, crowd, happens, noon

PAGE = "/organise/suggestions/"

__all__ = ["noon"]


def work_it_out():
    snapshot.bump()
    db.session.commit()
    quality.keep(quality.make())


def ranking(name, ndcg, behind=0.0, error=0.02, hit=0.5):
    return Ranking(name, ndcg, error, ndcg, error, hit, error, behind, error, 0.4)


def replayed(*rankings, subject="project", questions=40):
    return Replayed(subject, questions, questions + 5, 30, (), rankings)


# ---------------------------------------------------------------- asked for and made
def test_at_first_it_says_what_to_do(visitor):
    page = visitor("olu").see(PAGE)
    assert "Nothing has been worked out yet" in page.main
    assert page.texts("main form button") == ["Work it out"]
    assert not page.select("main table")


def test_it_is_asked_for_made_and_shown(visitor):
    olu = visitor("olu")
    page = olu.post(PAGE)
    assert "It is being worked out" in page.main
    assert PAGE in page.links()
    assert not page.select("main form button")
    assert tasks.make_asked_for()
    page = olu.see(PAGE)
    assert "Worked out on 1 November 2017" in page.main
    assert page.texts("main form button") == ["Work it out again"]
    assert not tasks.make_asked_for()


def test_a_report_that_fails_is_not_tried_for_ever(visitor, monkeypatch):
    olu = visitor("olu")
    olu.post(PAGE)

    def broken():
        raise ValueError("no")

    monkeypatch.setattr(quality, "make", broken)
    with pytest.raises(ValueError, match="no"):
        tasks.make_asked_for()
    assert not quality.waits()
    assert "Nothing has been worked out yet" in olu.see(PAGE).main


def test_it_can_be_asked_for_so_many_times_a_day(visitor, monkeypatch):
    from community.web import organise_suggestions

    monkeypatch.setattr(organise_suggestions, "MOST_A_DAY", 1)
    olu = visitor("olu")
    assert olu.post(PAGE).status == 200
    assert olu.post(PAGE).status == 429


def test_members_and_visitors_stay_outside(visitor):
    assert visitor("alice").see(PAGE, 403)
    assert visitor("alice").get(f"/api/v1{PAGE}").status_code == 403
    assert visitor().get(PAGE).status_code == 302


def test_the_organisers_page_leads_there(visitor):
    assert PAGE in visitor("olu").see("/organise/").links()


# ---------------------------------------------------------------- what it shows
def test_a_place_where_nothing_was_shown_says_so(visitor):
    work_it_out()
    page = visitor("olu").see(PAGE)
    assert "Nothing was shown in this time" in page.main
    assert "Not enough history yet" in page.main
    assert not page.select("svg.plot")
    assert not page.select("#never-people")


def test_it_shows_figures_of_all_and_names_of_those_never_shown(visitor, statements):
    a_living_place()
    work_it_out()
    olu = visitor("olu")
    with statements() as made:
        page = olu.see(PAGE)
    assert len(made) <= 10
    assert "Times shown 60 20" in page.texts("#shown tbody tr")
    people = page.texts("#outcome table")[0]
    assert "All 60 20 (33%) 20 (33%) 0" in people
    never = page.texts("#never-people li")
    assert "Alice Marsh" in never
    assert not {"Bob Okoro", "Dai Prosser", "Lea Novak", "Carol Finch"} & set(never)
    assert page.texts("#never-projects li") == ["Walking together"]


@pytest.mark.parametrize(("viewers", "named"), [(7, False), (8, True)])
def test_the_never_shown_are_named_only_where_many_were_shown_others(
    visitor, viewers, named
):
    for one in crowd(12)[:viewers]:
        happens(one, 2)
        happens(one, 2, person=False, day=TODAY - timedelta(days=60))
    work_it_out()
    page = visitor("olu").see(PAGE)
    assert bool(page.select("#never-people")) is named
    assert bool(page.select("#never-projects")) is named


def test_small_numbers_are_not_told(visitor):
    ids = crowd(12)
    for one in ids:
        happens(one, 2)
    for one in ids[:3]:
        happens(one, 2, Happened.DISMISSED, reason="not for me")
        happens(one, 2, Happened.CONNECTED)
    work_it_out()
    page = visitor("olu").see(PAGE)
    assert "Not for me fewer than 8 0" in page.texts("#outcome tbody tr")
    assert "All 10 0 0 fewer than 8" in page.texts("#outcome tbody tr")


def test_the_longer_period_can_be_chosen(visitor):
    work_it_out()
    page = visitor("olu").see(PAGE + "?days=90")
    assert page.texts("#shown .tabs [aria-current]") == ["Last 90 days"]
    assert visitor("olu").see(PAGE + "?days=7").texts(
        "#shown .tabs [aria-current]"
    ) == ["Last 28 days"]


def test_the_same_facts_are_json_without_words(visitor):
    a_living_place()
    work_it_out()
    found = visitor("olu").json(f"/api/v1{PAGE}")
    assert found["report"]["until"] == "2017-11-01"
    assert found["waiting"] is False
    assert {"report", "made_at", "waiting", "people_never_shown"} <= found.keys()
    assert "coverage" not in found
    assert {"slug": "alice-1", "name": "Alice Marsh"} in found["people_never_shown"]


def test_withdrawals_count_at_once_though_the_figures_stay(visitor):
    from sqlalchemy import update

    from community.members.models import Member

    a_living_place()
    work_it_out()
    db.session.execute(update(Member).where(Member.id == 1).values(listed=False))
    db.session.commit()
    page = visitor("olu").see(PAGE)
    assert "Alice Marsh" not in page.main
    assert "Times shown 60 20" in page.texts("#shown tbody tr")


# ---------------------------------------------------------------- the replay in words
@pytest.mark.parametrize(
    ("behind", "words"),
    [(0.1, "clearly better"), (0.01, "may be chance"), (-0.1, "A simple way does")],
)
def test_the_verdict_says_what_the_errors_allow(app, behind, words):
    ours, other = ranking("matcher", 0.3), ranking("user_knn", 0.3 - behind, behind)
    with app.test_request_context():
        assert words in quality_words.verdict(replayed(ours, other))


def test_the_plot_and_its_table_hold_the_same_ways_best_first(app):
    ours = ranking("matcher", 0.3)
    found = replayed(ranking("popularity", 0.1), ours, ranking("user_knn", 0.2))
    with app.test_request_context():
        drawn, table = quality_tables.plot(found), quality_tables.replay(found)
    for bar, row in zip(drawn.bars, table.rows, strict=True):
        assert row[0].startswith(bar.label)
        assert row[1].startswith(bar.value)
    assert [bar.value for bar in drawn.bars] == ["0.300", "0.200", "0.100"]
    assert [bar.ours for bar in drawn.bars] == [True, False, False]
    for bar in drawn.bars:
        assert 0 <= bar.low <= bar.at <= bar.high <= 100
    assert drawn.marks[-1] == (100.0, "0.4")


def test_too_little_history_says_how_much_it_takes(app):
    with app.test_request_context():
        said = quality_words.how_replayed(replayed(questions=12))
    assert said.startswith("Not enough history yet: 12 people")
    assert "at least 30" in said


# ---------------------------------------------------------------- the command
@pytest.fixture
def command(app, monkeypatch):
    """Run `community evaluate` on the test's own site."""
    monkeypatch.setattr(cli, "_site", lambda: app)
    return lambda *options: CliRunner().invoke(cli.main, ["evaluate", *options])


def test_the_command_prints_the_tables_and_keeps_the_report(command, visitor):
    a_living_place()
    snapshot.bump()
    db.session.commit()
    done = command()
    assert done.exit_code == 0, done.output
    assert "Members who would get suggestions now\n====" in done.stdout
    assert "Not enough history yet" in done.stdout
    assert "coverage: 27 of 27" in done.stderr
    assert "Worked out on" in visitor("olu").see(PAGE).main


def test_the_command_prints_the_same_json_for_the_same_events(command):
    a_living_place()
    snapshot.bump()
    db.session.commit()
    first = command("--json").stdout
    assert command("--json").stdout == first
    assert json.loads(first)["members"] == 25
