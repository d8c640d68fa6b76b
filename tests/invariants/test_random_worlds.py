"""Random worlds with every instrument keep all invariants: 20 world-years here, as many as wanted with ``./dev worlds``."""

import pytest
from random_worlds import arguments_of, world_of

from lodeflow.engines import compiled_engine, simpy_engine

SEEDS = range(32)
ONCE_BROKEN = (2089, 2151)
"""Worlds in which a reference price, and a sum of orders, were once below zero."""


@pytest.mark.folder
@pytest.mark.parametrize("seed", [*SEEDS, *ONCE_BROKEN])
def test_nothing_is_broken_in_a_random_world(seed):
    made, replication = world_of(seed)
    compiled_engine.play(made, replication, keep_lots=False, watch=True)  # again: ./dev worlds --seed SEED


def test_these_worlds_last_twenty_years():
    assert sum(arguments_of(seed)["days"] for seed in SEEDS) >= 20 * 365


@pytest.mark.folder
def test_nothing_is_broken_after_any_single_moment_of_a_random_world():
    shortest = min(SEEDS, key=lambda seed: arguments_of(seed)["days"])
    made, replication = world_of(shortest)
    simpy_engine.play(made, replication, watch=True)


def test_a_seed_is_one_world():
    assert arguments_of(7) == arguments_of(7) != arguments_of(8)
