"""The gate holds rules, actions, scoring and ranking to the last branch and says where one is missing."""

import pytest
from tools.coverage_gate import gaps, must_be_whole


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ("src/diebian/people/rules.py", True),
        ("src/diebian/standards/rules/packs.py", True),
        ("src/diebian/cases/actions/moves.py", True),
        ("src/diebian/scoring/engine/points.py", True),
        ("src/diebian/ranking/queries.py", True),
        ("/home/someone/src/diebian/base/actions.py", True),
        ("src/diebian/people/queries.py", False),
        ("src/diebian/ranking/migrations/0001_first_tables.py", False),
        ("src/diebian/web/cases.py", False),
    ],
)
def test_what_must_be_whole(path, held):
    assert must_be_whole(path) is held


def test_missing_lines_and_branches_are_named():
    def file(lines, branches):
        return {"missing_lines": lines, "missing_branches": branches}

    report = {
        "files": {
            "src/diebian/people/rules.py": file([7], [[3, 5], [9, -1]]),
            "src/diebian/cases/rules.py": file([], []),
            "src/diebian/web/cases.py": file([1, 2], []),
        }
    }
    assert gaps(report) == {"src/diebian/people/rules.py": "7, 3→5, 9→exit"}
