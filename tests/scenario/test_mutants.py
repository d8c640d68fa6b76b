"""Mutants of scenario files: each is accepted or refused with a message, in seconds, and the accepted ones run."""

import pytest
from examples import scaled
from mutants import CHANGES, fault_of, mutant, originals

BLOCK = 25
BLOCKS = range(scaled(8))


@pytest.mark.parametrize("block", BLOCKS)
def test_every_mutant_is_answered(tmp_path, block):
    """`./dev mutants` does the same with ten thousand."""
    numbers = range(block * BLOCK, (block + 1) * BLOCK)
    faults = {number: fault for number in numbers if (fault := fault_of(number, tmp_path))}
    assert [f"python tests/helpers/mutants.py --only {number}  # {fault}" for number, fault in faults.items()] == []


def test_a_mutant_is_the_same_whenever_it_is_made():
    assert mutant(17) == mutant(17)
    assert len({mutant(number)[1] for number in range(50)}) > 45


def test_every_shipped_file_has_mutants():
    assert {mutant(number)[0] for number in range(1000)} == {name for name, _ in originals()}
    assert len(CHANGES) > 5


def test_a_command_that_breaks_is_told(tmp_path, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("a fault of the program")

    monkeypatch.setattr("lodeflow.scenario.load.resolve", broken)
    assert "ZeroDivisionError" in fault_of(0, tmp_path)
