"""Base classes of the tables of a scenario: read-only, unknown keys refused, contradictions collected."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from lodeflow.language.refusals import refuse_all


def _sorted(table: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(table.items()))


BY_NAME = AfterValidator(_sorted)
"""Tables sorted by name, so that the order in the file does not matter."""


def assumed(default: Any, reason: str, description: str) -> Any:
    """Field whose default is an assumption of the model.

    Args:
        default: the value where a scenario says nothing.
        reason: why this value; ``lodeflow check --explain`` and the JSON schema show it as the source of the default.
        description: meaning of the key.

    """
    return Field(default, description=description, json_schema_extra={"source": f"assumption: {reason}"})


class Terms(BaseModel):
    """Base class of the tables of a scenario: read-only, and unknown keys are refused."""

    RETIRED: ClassVar[Mapping[str, str]] = {}
    """Keys that the table once had, with the hint that names their successors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Checked(Terms):
    """Base class of tables whose keys must agree with each other; all contradictions are reported together."""

    @model_validator(mode="after")
    def _no_mistakes(self) -> Self:
        mistakes = list(self.mistakes())
        if mistakes:
            raise refuse_all(mistakes, self)
        return self

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys of the table; sub-classes add their own."""
        yield from ()
