"""`bdg query ... --as-of DATE`: today's holders beside the signed names, and one sentence for a day that is none."""

import json

from tests.cli.conftest import Run

FLAGSHIP = ["query", "leads/metric-leads", "--metric", "sex-ratio-at-birth"]


def test_the_flagship_as_of_a_day(run: Run) -> None:
    code, out, err = run(*FLAGSHIP, "--as-of", "2026-11-20", "--lang", "en", "--format", "json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert answer["as_of"] == "2026-11-20"
    first = next(row for row in answer["rows"] if row["status"]["value"] == "lead-stated")
    assert first["lead"]["words"] == "Department of Health of Ninh Bình"
    assert first["leadAsOf"]["words"] == "Department of Health of Ninh Bình (from 1 July 2025)"
    assert first["place"]["words"] == "Ninh Bình"
    assert first["placeAsOf"]["words"] == "Ninh Bình (from 1 July 2025)"


def test_the_table_says_which_view_it_is(run: Run) -> None:
    assert "Tên như khi ký." in run(*FLAGSHIP)[1]
    out = run(*FLAGSHIP, "--as-of", "2026-11-20")[1]
    assert "Tính đến ngày 20/11/2026, bên cạnh tên như khi ký; 4 nơi được nêu nay thuộc 3 nơi." in out
    assert "không rõ" in run("query", "context/held-now", "--as-of", "2026-11-20")[1]


def test_a_day_that_is_none(run: Run) -> None:
    code, _, err = run(*FLAGSHIP, "--as-of", "tomorrow", "--lang", "en")
    assert code == 2
    assert "“tomorrow” is no date; write it like 2026-11-20." in err
