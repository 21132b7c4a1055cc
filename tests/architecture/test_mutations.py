"""The faults of `tests.mutations` still stand for lines that there are."""

import ast
from pathlib import Path

import pytest

from tests.mutations import MUTATIONS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("one", MUTATIONS, ids=lambda one: one.what)
def test_a_fault_can_be_put_into_its_file(one):
    text = (ROOT / one.file).read_text()
    assert text.count(one.old) == 1
    assert one.new != one.old
    ast.parse(text.replace(one.old, one.new))
    assert one.tests
    assert all((ROOT / name).is_file() for name in one.tests)
