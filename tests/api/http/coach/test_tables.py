"""Tables that a spreadsheet opens: nothing in them is calculated, everything in them comes back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.desk.tables import as_csv


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =cmd|' /C calc'!A0", "＝1"]
)
def test_text_that_might_be_a_formula_is_no_formula(text: str) -> None:
    (_, row) = csv.reader(io.StringIO(as_csv(["text"], [[text]]), newline=""))
    assert row == [f"'{text}"]


@pytest.mark.parametrize("text", ["", "a=b", "3 - 4", "“=quoted”", "a,b", 'say "it"', "two\nlines", "- "])
def test_other_text_comes_back_as_it_was(text: str) -> None:
    (_, row) = csv.reader(io.StringIO(as_csv(["text"], [[text]]), newline=""))
    assert row == [f"'{text}" if text == "- " else text]


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert as_csv(["a", "b", "c"], [[-1, -0.5, None]]) == "a,b,c\r\n-1,-0.5,\r\n"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_any_text_is_one_cell_that_begins_no_formula(text: str) -> None:
    (_, (cell,)) = csv.reader(io.StringIO(as_csv(["text"], [[text]]), newline="")) if text else ([], [""])
    assert cell in {text, f"'{text}"}
    assert cell.lstrip()[:1] not in set("=+-@")
