"""Which rule holds: the one that spells out most, then the one of most letters, then the one that began last."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeflow.language.patterns import Rule, holder, rivals, turning_days

GOODS = ("USA", "CHN", "magnet_standard")
NEW_YEAR = date(2026, 1, 1)


def rule(name, importer="*", origin="*", material="*", start=None, end=None):
    sides = tuple((side,) if isinstance(side, str) else tuple(side) for side in (importer, origin, material))
    return Rule(name, sides, start, end)


def held(*rules, names=GOODS, day=NEW_YEAR):
    number = holder(rules, names, day)
    return rules[number].name if number >= 0 else None


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ({"importer": "USA", "origin": "CHN"}, {"material": "magnet_standard"}),  # two names beat one long one
        ({"material": "magnet_*"}, {"material": "*"}),  # letters beat none
        ({"material": "magnet_*"}, {"material": "*_standard", "importer": "*A", "origin": "JPN"}),  # of what fits
        ({"origin": "CHN"}, {"material": "magnet_*"}),  # a name beats a pattern of more letters
        ({"material": ["heavy_*", "magnet_standard"]}, {"material": "magnet_*"}),  # of a list the member that fits best
        ({"start": NEW_YEAR}, {}),  # what began last
        ({"start": NEW_YEAR}, {"start": date(2025, 6, 1)}),
        ({"importer": "USA"}, {"start": NEW_YEAR}),  # but only of equals
    ],
)
def test_the_rule_that_says_more_holds_whatever_its_name_and_its_place(winner, loser):
    for names in ("ab", "ba"):
        first, second = rule(names[0], **winner), rule(names[1], **loser)
        assert held(first, second) == held(second, first) == first.name


def test_of_rules_that_nothing_tells_apart_the_first_by_name_holds():
    one, other = rule("a", importer="USA"), rule("b", origin="CHN")
    assert held(one, other) == held(other, one) == "a"


def test_a_rule_holds_from_its_start_to_the_day_before_its_end_and_then_the_next_one_does():
    rules = rule("always"), rule("once", "USA", start=date(2026, 1, 1), end=date(2026, 1, 3))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)]
    assert [held(*rules, day=day) for day in days] == ["always", "once", "once", "always"]
    assert turning_days(rules) == [date(2026, 1, 1), date(2026, 1, 3)]


def test_what_no_rule_fits_is_left_alone():
    assert held(rule("a", material="*_oxide"), rule("b", end=NEW_YEAR)) is None


def test_rivals_are_those_that_only_names_tell_apart():
    wide, narrow = rule("wide", ["USA", "EU"], "CHN", "magnet_*"), rule("narrow", "EU", "CHN", ["magnet_*", "*_oxide"])
    later = rule("later", "EU", "CHN", "magnet_*", start=NEW_YEAR)
    elsewhere = rule("elsewhere", "JPN", "CHN", "magnet_*")
    assert [(a.name, b.name) for a, b in rivals((wide, narrow, later, elsewhere))] == [("narrow", "wide")]


names = (
    st.sampled_from(["*", "USA", "CHN", "*A", "U*"]),
    st.sampled_from(["*", "CHN", "C*"]),
    st.sampled_from(["*", "magnet_*", "*_standard", "light_oxide"]),
)
listed_rules = st.lists(
    st.tuples(
        *(st.lists(side, min_size=1, max_size=3, unique=True) for side in names),
        st.sampled_from([None, date(2025, 5, 5), NEW_YEAR]),
    ),
    max_size=5,
)


@given(listed_rules)
def test_a_list_stands_for_one_rule_for_each_of_its_members(found):
    whole = [rule(f"{n:02}", *sides, start=start) for n, (*sides, start) in enumerate(found)]
    single = [
        rule(f"{n:02}", *each, start=start) for n, (*sides, start) in enumerate(found) for each in product(*sides)
    ]
    assert held(*whole) == held(*single)
