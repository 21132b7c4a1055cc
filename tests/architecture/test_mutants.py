"""The changes of `tests.mutants` are changes, each once, and what is alike is there."""

import ast

import pytest

from tests.mutants import EQUIVALENT, FILES, MORE, QUICK, everything
from tests.mutating import ROOT, mutants


@pytest.mark.parametrize("file", FILES)
def test_every_change_makes_another_program_of_its_file(file):
    found = mutants(file)
    source = ast.dump(ast.parse((ROOT / found[0].path).read_text(encoding="utf-8")))
    programs = [ast.dump(ast.parse(one.text)) for one in found]
    assert source not in programs
    assert len({one.name for one in found}) == len(found) > 50


def test_what_nobody_can_tell_is_a_change_that_there_is_with_a_reason():
    assert set(EQUIVALENT) <= {one.name for one in everything()}
    assert all(len(reason.split()) > 3 for reason in EQUIVALENT.values())


def test_the_tests_that_have_to_find_them_are_there():
    assert all((ROOT / name.partition("::")[0]).is_file() for name in QUICK + MORE)
