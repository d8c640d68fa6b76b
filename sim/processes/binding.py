"""Binding of kernels to a world: parameters with the name of a slice get that slice."""

from collections.abc import Callable
from inspect import signature
from typing import Any

from lodeflow.kernels.engine.world import World


def slices(world: World) -> dict[str, Any]:
    """Slices of a world by the name of their field, those within other slices included.

    Args:
        world: world of one replication.

    """
    found: dict[str, Any] = {}

    def add(part: Any) -> None:
        for name, value in part._asdict().items():
            if hasattr(value, "_fields"):
                found[name] = value
                add(value)

    add(world)
    for scratch in ("per_cell", "per_nest", "per_material"):
        found[scratch] = getattr(world.market, scratch)
    return found


def parameters(kernel: Callable[..., Any]) -> list[str]:
    """Names of a kernel's parameters, compiled or not.

    Args:
        kernel: the kernel.

    """
    return list(signature(getattr(kernel, "py_func", kernel)).parameters)


def bound(kernel: Callable[..., Any], found: dict[str, Any]) -> tuple[Any, ...]:
    """Leading arguments of a kernel: its slices, in the order of its parameters.

    Args:
        kernel: the kernel; its slices come before all other parameters.
        found: slices by name, as ``slices`` gives them.

    """
    return tuple(found[name] for name in parameters(kernel) if name in found)
