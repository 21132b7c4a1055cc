"""The pages of the factors by which people decide."""

import pytest

from community.core.db import db
from community.projects.models import ProjectFactor
from community.surveys.loading import SLUG, load_survey
from tests.surveys.test_factors import resource


@pytest.fixture(autouse=True)
def _loaded(app):
    load_survey()
    for project in (1, 2):
        words = f"Of {project}"
        db.session.add(ProjectFactor(project_id=project, code="similar", words=words))
    resource("A review of meeting", "similar")
    db.session.commit()


@pytest.mark.parametrize("path", ["/factors/", "/factors/similar"])
def test_a_factor_lists_findings_projects_and_resources(visitor, path):
    page = visitor().see(path)
    assert "People who had used peer support: 4 of 12" in page.main
    assert "People who had not used it: 9 of 12" in page.main
    assert "2,666 people" in page.main
    assert "how many of them were asked is not known to us" in page.main
    assert f"/surveys/{SLUG}" in page.links()
    assert "Of 1" in page.main
    assert "Of 2" not in page.main
    assert "/evidence/a-review-of-meeting" in page.links()
    assert "Of 2" in visitor("alice").see(path).main


def test_those_without_a_name_stand_together_and_have_no_page(visitor):
    page = visitor().see("/factors/")
    assert "One factor whose name is not known to us" in page.main
    assert "/factors/factor-4" not in page.links()
    visitor().see("/factors/factor-4", 404)
    visitor().see("/factors/unheard-of", 404)


def test_a_factor_without_anything_says_so(visitor):
    page = visitor().see("/factors/benefit")
    assert "No project that you may see" in page.main
    assert "No resource here is marked with it yet" in page.main


def test_a_factor_has_a_canonical_address_and_a_twin(visitor):
    page = visitor().see("/factors/similar")
    canonical = page.select("link[rel=canonical]")[0]["href"]
    assert canonical == "http://localhost/factors/similar"
    told = visitor().json("/api/v1/factors/similar")["factor"]
    assert [one["found"]["rank"] for one in told["findings"]] == [4, 9]
    assert told["findings"][0]["found"]["base"] is None
    assert told["number_of_projects"] == 1
    assert told["resources"][0]["title"] == "A review of meeting"


def test_the_old_address_leads_there(visitor):
    response = visitor().get("/projects/factors/")
    assert (response.status_code, response.headers["Location"]) == (301, "/factors/")
