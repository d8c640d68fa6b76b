"""Addresses of names: 32-bit hashes under which random draws are made, so that no draw depends on an order."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=4096)
def address(name: str) -> int:
    """32-bit hash of a stable name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")


def hashes(names: Iterable[str]) -> list[int]:
    """Addresses of names. Raises ValueError where two names share one."""
    return list(_addresses(tuple(names)))


@lru_cache(maxsize=256)
def _addresses(names: tuple[str, ...]) -> tuple[int, ...]:
    found: dict[int, str] = {}
    for name in names:
        other = found.setdefault(address(name), name)
        if other != name:
            raise ValueError(f"the names {other!r} and {name!r} have the same address; rename one")
    return tuple(address(name) for name in names)
