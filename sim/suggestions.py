"""What a misspelt word was probably meant to be, and how a value is called in a message."""

from collections.abc import Iterable
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

LONGEST_WORD = 60  # characters of the user's text that a message repeats
FEW = 12  # names that a message lists


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like a word, whatever its case; None where none is near."""
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(word[:LONGEST_WORD].casefold(), by_folded, 1)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question that names the nearest known word, or a list of what is known."""
    names = list(known)
    found = nearest(word, names)
    if found is not None:
        return f"did you mean '{found}'?"
    return f"known: {', '.join(names[:FEW])}{', …' if len(names) > FEW else ''}" if names else ""


def shown(text: str) -> str:
    """A user's text in quotes, shortened where it is long."""
    return f"'{text}'" if len(text) <= LONGEST_WORD else f"'{text[: LONGEST_WORD - 1]}…'"


def kind_of(value: Any) -> str:
    """What a TOML value is, in words, with the value where it is short."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            # Python refuses to print an integer of thousands of digits.
            return f"the number {value}" if value.bit_length() < 100 else "a number of very many digits"
        case float():
            return f"the number {value!r}"
        case str():
            return f"the text {shown(value)}"
        case datetime():
            return f"the date and time {value}"
        case date():
            return f"the date {value}"
        case time():
            return f"the time {value}"
        case list():
            return "an array"
        case dict():
            return "a table"
    return "something else"
