"""Suggestions for misspelt words, and descriptions of wrong values in messages."""

from collections.abc import Iterable
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

LONGEST_WORD = 60  # characters of the user's text that a message repeats
FEW = 12  # names that a message lists


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Known name most like a word, upper and lower case alike; None where none is near.

    ``word`` is the user's text, ``known`` the names that exist.
    """
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(word[:LONGEST_WORD].casefold(), by_folded, 1)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Question whether the nearest known name was meant, or else a list of the known names.

    ``word`` is the user's text, ``known`` the names that exist.
    """
    names = list(known)
    found = nearest(word, names)
    if found is not None:
        return f"did you mean '{found}'?"
    return f"known: {', '.join(names[:FEW])}{', …' if len(names) > FEW else ''}" if names else ""


def shown(text: str) -> str:
    """``text`` of the user in quotes, shortened to LONGEST_WORD characters."""
    return f"'{text}'" if len(text) <= LONGEST_WORD else f"'{text[: LONGEST_WORD - 1]}…'"


_KINDS: dict[type, str] = {
    float: "the number",
    datetime: "the date and time",
    date: "the date",
    time: "the time",
}


def kind_of(value: Any) -> str:
    """Kind of a TOML ``value`` in words, with the value itself where it is short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        # Python refuses to print an integer of thousands of digits.
        return f"the number {value}" if value.bit_length() < 100 else "a number of very many digits"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "an array"
    return f"{_KINDS.get(type(value), 'the value')} {value}"
