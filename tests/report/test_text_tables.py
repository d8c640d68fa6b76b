"""Tables as text: as wide as they are, or in pieces that fit a screen."""

from hypothesis import given
from hypothesis import strategies as st

from lodeflow.report.text_tables import Section, as_data, as_text

WORDS = st.text("abc ", min_size=1, max_size=12).map(str.strip)


def test_a_table_that_fits_is_left_alone():
    part = Section("Prices", ("USD/kg", "mean"), [("oxide", "1.0"), ("magnet", "22.5")])
    assert as_text([part], 80) == as_text([part]) == "Prices\n  USD/kg  mean\n  oxide    1.0\n  magnet  22.5\n"


def test_a_wide_table_is_several_that_repeat_its_first_column():
    part = Section("Prices", ("", "one", "two", "three"), [("oxide", "1" * 30, "2" * 30, "3" * 30)])
    text = as_text([part], 80)
    assert "Prices (1 of 2)" in text
    assert "Prices (2 of 2)" in text
    assert text.count("oxide") == 2
    assert "(1 of" not in as_text([part])


@given(st.lists(st.lists(WORDS, min_size=5, max_size=5), min_size=1, max_size=5), st.integers(40, 90))
def test_no_line_is_wider_than_the_screen_and_no_cell_is_lost(rows, width):
    part = Section("A title of some words " * 5, ("a", "b", "c", "d", "e"), [tuple(row) for row in rows])
    text = as_text([part], width)
    assert max(map(len, text.splitlines())) <= width
    assert all(cell in text for row in rows for cell in row)


def test_machines_get_no_blanks_that_only_align():
    assert as_data([Section("", ("a", "b"), [("x", "+1.0 ± 0.5  ")])])[0]["rows"] == [["x", "+1.0 ± 0.5"]]
