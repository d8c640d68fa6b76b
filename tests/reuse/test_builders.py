"""A builder runs again if something that it read has changed, and only then."""

from typing import NamedTuple

import numpy as np
import pytest

from lodeflow.reuse.builders import Memory, reuse, reused
from lodeflow.terms.base import Terms


class Inner(Terms):
    rate: float = 1.0
    share: float = 0.5

    @property
    def both(self):
        return self.rate * self.share

    def times(self, factor):
        return factor * self.rate


class Outer(Terms):
    inner: Inner = Inner()
    tables: dict[str, Inner] = {"a": Inner(), "b": Inner(rate=2.0)}  # noqa: RUF012 - a field of a pydantic model
    other: float = 3.0


class Slice(NamedTuple):
    left: np.ndarray
    right: np.ndarray


RAN = []


def counted(function):
    """The builder, which notes that it ran; reused."""

    def build(*args):
        RAN.append(function.__name__)
        return function(*args)

    return reused(build)


@pytest.fixture(autouse=True)
def _from_nothing():
    RAN.clear()


def ran(memory, *args):
    """Names of the builders that a build runs."""
    RAN.clear()
    memory.build(*args)
    return sorted(RAN)


@counted
def by_key(outer):
    return np.array([outer.inner.rate])


@counted
def by_property(outer):
    return np.array([outer.inner.both])


@counted
def by_method(outer):
    return outer.inner.times(2.0)


@counted
def by_names(outer):
    return tuple(outer.tables)


@counted
def by_rows(outer):
    return [name for name, table in outer.tables.items() if table.rate > 1.0]


def everything(outer):
    return by_key(outer), by_property(outer), by_method(outer), by_names(outer), by_rows(outer)


def with_inner(**values):
    return Outer(inner=Inner(**values))


def test_nothing_runs_again_for_the_same_scenario():
    memory = Memory(everything, Outer())
    assert ran(memory, Outer()) == []


def test_a_changed_key_runs_its_readers_again_also_behind_properties_and_methods():
    memory = Memory(everything, Outer())
    assert ran(memory, with_inner(rate=1.5)) == ["by_key", "by_method", "by_property"]
    assert ran(memory, with_inner(share=0.6)) == ["by_property"]
    assert ran(memory, Outer(other=4.0)) == []


def test_keys_of_a_mapping_and_their_order_count_for_who_went_through_them():
    memory = Memory(everything, Outer())
    assert ran(memory, Outer(tables={"b": Inner(rate=2.0), "a": Inner()})) == ["by_names", "by_rows"]
    assert ran(memory, Outer(tables={"a": Inner(rate=1.2), "b": Inner(rate=2.0)})) == ["by_rows"]
    assert ran(memory, Outer(tables={"a": Inner(share=0.9), "b": Inner(rate=2.0)})) == []


def test_results_are_those_of_the_builders_themselves():
    memory = Memory(everything, Outer())
    for other in (Outer(), with_inner(rate=7.0), Outer(tables={"c": Inner(rate=9.0)})):
        assert memory.build(other) == everything(other)


@counted
def halves(outer):
    return Slice(np.array([outer.inner.rate, 1.0]), np.array([outer.inner.share]))


@counted
def of_left(both):
    return both.left.sum()


@counted
def of_right(both):
    return both.right.sum()


@counted
def replaced(both):
    return both._replace(left=np.zeros(1))


def chain(outer):
    both = halves(outer)
    return of_left(both), of_right(both), replaced(both)


def test_readers_of_a_field_run_again_only_if_the_field_has_changed():
    memory = Memory(chain, Outer())
    assert ran(memory, with_inner(rate=2.0)) == ["halves", "of_left"]
    assert ran(memory, with_inner(share=0.1)) == ["halves", "of_right", "replaced"]
    assert memory.build(with_inner(share=0.1))[2].right[0] == 0.1


def test_an_array_that_comes_out_the_same_is_the_old_one():
    memory = Memory(chain, Outer())
    one, two = memory.build(with_inner(rate=2.0))[2], memory.build(with_inner(rate=3.0))[2]
    assert one.right is two.right


@counted
def outer_builder(outer):
    return by_key(outer) + by_rows_of(outer.tables, list(outer.tables.values()))


@counted
def by_rows_of(tables, rows):
    return sum(table.rate for table in rows) + len(tables)


def test_tables_in_a_list_are_followed_and_count_for_the_builder_that_called_too():
    memory = Memory(outer_builder, Outer())
    assert ran(memory, Outer(tables={"a": Inner(share=0.1), "b": Inner(rate=2.0)})) == []
    assert ran(memory, Outer(tables={"a": Inner(rate=4.0), "b": Inner(rate=2.0)})) == ["by_rows_of", "outer_builder"]


def caller(outer):
    return inner_caller(outer)


@counted
def inner_caller(outer):
    return by_key(outer)


def test_what_a_called_builder_reads_counts_for_its_caller():
    memory = Memory(caller, Outer())
    assert ran(memory, with_inner(rate=2.0)) == ["by_key", "inner_caller"]
    assert ran(memory, with_inner(share=0.2)) == []


def branching(outer):
    return by_key(outer) if outer.other > 3.5 else by_property(outer)


def test_another_branch_is_taken_where_the_scenario_says_so():
    memory = Memory(branching, Outer())
    other = Outer(other=4.0)
    assert memory.build(other) == branching(other)
    assert memory.build(Outer()) == branching(Outer())


def test_the_kind_of_a_table_is_that_of_the_real_one():
    memory = Memory(lambda outer: reuse(lambda o: isinstance(o.inner, Inner), outer), Outer())
    assert memory.result is True


def single(outer):
    return [by_key(outer)]


def test_a_zero_of_another_sign_is_a_change():
    memory = Memory(single, with_inner(rate=0.0))
    assert np.signbit(memory.build(with_inner(rate=-0.0))[0][0])


def test_an_error_is_raised_again_and_leaves_the_memory_as_it_was():
    @reused
    def strict(outer):
        if outer.other < 0.0:
            raise ValueError("below zero")
        return outer.other

    memory = Memory(lambda outer: (strict(outer),), Outer())
    with pytest.raises(ValueError, match="below zero"):
        memory.build(Outer(other=-1.0))
    assert memory.build(Outer()) == (3.0,)
    assert by_key(Outer())[0] == 1.0
