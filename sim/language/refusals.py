"""Validation errors for values of a scenario, with the path of the key to blame."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError


def refuse(message: str, hint: str = "", at: tuple[str | int, ...] = (), *, key: bool = False) -> PydanticCustomError:
    """Validation error for one value.

    Args:
        message: statement of the mistake.
        hint: suggestion for a correction; empty for none.
        at: path from the value to the key to blame.
        key: True if the name of that key is wrong, and not its value.

    """
    return PydanticCustomError("refused", "{message}", {"message": message, "hint": hint, "at": at, "key": key})


def refuse_either(one: PydanticCustomError, other: PydanticCustomError) -> PydanticCustomError:
    """Validation error for two values that contradict each other; the one set in the later file or override is blamed.

    ``one`` and ``other`` are the errors for either value.
    """
    return PydanticCustomError("refused", "{message}", {**(one.context or {}), "other": other.context})


def refuse_all(mistakes: list[PydanticCustomError], value: Any) -> ValidationError:
    """Validation error with several ``mistakes`` in one ``value``."""
    return ValidationError.from_exception_data("value", [InitErrorDetails(type=each, input=value) for each in mistakes])
