"""Addresses of names: 32-bit hashes under which random draws are made, so that no draw depends on an order."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=4096)
def address(name: str) -> int:
    """Address of the random draws of ``name``, a stable name: its 32-bit hash."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")


def hashes(names: Iterable[str]) -> list[int]:
    """Addresses of ``names``, in their order. Raises ValueError where two names share one address."""
    return list(_addresses(tuple(names)))


@lru_cache(maxsize=256)
def _addresses(names: tuple[str, ...]) -> tuple[int, ...]:
    found: dict[int, str] = {}
    for name in names:
        other = found.setdefault(address(name), name)
        if other != name:
            raise ValueError(f"the names {other!r} and {name!r} have the same address; rename one")
    return tuple(address(name) for name in names)
