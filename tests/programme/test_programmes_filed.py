"""Filing under nested problems: filters and counts against a slow oracle."""

import random

import pytest
from sqlalchemy import select

from community.core.access import ANY_MEMBER, VISITOR
from community.core.db import db
from community.core.visible import unscoped
from community.projects import directory, facets
from community.projects.directory import Asked
from community.projects.models import LISTED, Project, ProjectArea, ProjectState
from community.vocabulary.models import AREAS, PHASES, Term
from community.vocabulary.nested import branches
from community.vocabulary.queries import terms
from tests.cast import CAST


def grow(rng):
    """Plant areas with problems in problems, and file projects under some of them."""
    codes = ["access"]
    depth = {"access": 1}
    for number in range(9):
        parent = rng.choice(["", *(one for one in codes if depth[one] < 3)])
        code = f"area-{number}"
        depth[code] = depth.get(parent, 0) + 1
        db.session.add(
            Term(list=AREAS, code=code, label=f"Area {number}", sort=60 + number,
                 parent=parent)
        )  # fmt: skip
        codes.append(code)
    # a phase of the same name is nothing that an area could lie in
    db.session.add(
        Term(list=PHASES, code="area-1", label="x", sort=90, parent="access")
    )
    for number in range(20, 34):
        state = rng.choice([ProjectState.PUBLISHED, ProjectState.PUBLISHED, *LISTED])
        db.session.add(
            Project(id=number, slug=f"p-{number}", title=f"P {number}",
                    folded=f"p {number}", state=state, nation=rng.choice(["", "wls"]))
        )  # fmt: skip
        db.session.flush()
        for code in rng.sample(codes, rng.randrange(4)):
            db.session.add(ProjectArea(project_id=number, code=code))
    db.session.commit()
    return codes


def inside(code):
    """Return an area and all within it, step by step."""
    found = [code]
    for one in found:
        below = select(Term.code).where(Term.list == AREAS, Term.parent == one)
        found += db.session.scalars(below).all()
    return set(found)


def under(codes, nation=""):
    """Return the projects that are listed and filed under any of some areas."""
    wanted = set().union(*(inside(one) for one in codes))
    rows = db.session.execute(
        unscoped("check", Project.id, ProjectArea.code).join(
            ProjectArea, ProjectArea.project_id == Project.id
        ).where(Project.nation == nation if nation else Project.id > 0)
    )  # fmt: skip
    return {number for number, code in rows if code in wanted}


@pytest.mark.parametrize("seed", range(6))
def test_an_area_finds_what_is_filed_under_problems_within_it(app, seed):
    rng = random.Random(seed)
    codes = grow(rng)
    for _ in range(6):
        asked = tuple(rng.sample(codes, rng.randrange(1, 3)))
        place = rng.choice([(), ("wls",)])
        found = directory.projects_page(ANY_MEMBER, Asked(area=asked, place=place))
        assert {one.id for one in found.items} == under(asked, "".join(place))


@pytest.mark.parametrize("seed", range(6))
def test_the_facet_counts_each_project_once_and_stands_in_the_order_of_the_tree(
    app, seed
):
    grow(random.Random(seed))
    found = facets.options(ANY_MEMBER, Asked())["area"]
    counts = {one.value: one.count for one in found}
    in_order = [one.card.code for one in branches(terms(AREAS))]
    expected = {code: len(under([code])) for code in in_order}
    assert counts == {code: number for code, number in expected.items() if number}
    assert [one.value for one in found] == [one for one in in_order if expected[one]]


def test_what_is_chosen_shows_where_nothing_fits_under_the_name_of_its_area(app):
    grow(random.Random(1))
    db.session.add(Term(list=AREAS, code="few", label="Few", sort=80, parent="access"))
    db.session.commit()
    found = facets.options(VISITOR, Asked(area=("few",)))["area"]
    (option,) = (one for one in found if one.chosen)
    assert (option.label, option.count) == ("Access: Few", 0)


def test_whoever_follows_an_area_hears_of_projects_under_its_problems(app):
    from community.following import telling
    from tests.following.making import follow

    db.session.add(Term(list=AREAS, code="few", label="Few", sort=80, parent="access"))
    db.session.add(ProjectArea(project_id=1, code="few"))
    db.session.commit()
    follow("alice", area="access")
    owner, which = telling._of_its_topics(1)
    found = db.session.scalars(unscoped("check", owner).where(which)).all()
    assert found == [CAST["alice"].id]
