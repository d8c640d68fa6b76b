"""How a value of a scenario is refused, so that the message points at the key to blame."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError


def refuse(message: str, hint: str = "", at: tuple[str | int, ...] = (), *, key: bool = False) -> PydanticCustomError:
    """Build the error by which a value is refused.

    ``at`` leads from the value to the key to blame; with ``key`` its name is wrong, not what it says.
    """
    return PydanticCustomError("refused", "{message}", {"message": message, "hint": hint, "at": at, "key": key})


def refuse_either(one: PydanticCustomError, other: PydanticCustomError) -> PydanticCustomError:
    """Build the error of two values that do not go together: the one of the later file is to blame."""
    return PydanticCustomError("refused", "{message}", {**(one.context or {}), "other": other.context})


def refuse_all(mistakes: list[PydanticCustomError], value: Any) -> ValidationError:
    """Build the error that says several things about one value at once."""
    return ValidationError.from_exception_data("value", [InitErrorDetails(type=each, input=value) for each in mistakes])
