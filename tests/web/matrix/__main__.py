"""A writing aid: `python -m tests.web.matrix propose` writes the lines as they are now.

It says which lines are new or changed. What it wrote is not right because it wrote it:
each such line is to be read against `rules.txt` before it is kept, and the test fails
for every letter that no rule and no exception explains.
"""

import sys

import pytest

from tests.web.matrix import lines

OBSERVING = "tests/web/matrix/observing.py"


def main() -> int:
    """Write what is observed; print what changed."""
    if sys.argv[1:] != ["propose"]:
        print(__doc__)
        return 2
    before = lines.read() if lines.FOLDER.is_dir() else {}
    code = pytest.main(["-q", "-n0", "--timeout=3000", "--no-header", OBSERVING])
    after = lines.read()
    for name, letters in after.items():
        if before.get(name) != letters:
            print(lines.told(name, letters))
    for name in before.keys() - after.keys():
        print("gone:", name)
    return int(code)


if __name__ == "__main__":
    raise SystemExit(main())
