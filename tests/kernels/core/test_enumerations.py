"""Plain integers of kinds and purposes are the members of the enumerations, by name."""

import pytest

from lodeflow.kernels.core import kinds, purpose


@pytest.mark.parametrize(("module", "enumeration"), [(kinds, kinds.Kind), (purpose, purpose.Purpose)])
def test_every_member_has_a_plain_integer_of_its_name(module, enumeration):
    plain = {name: value for name, value in vars(module).items() if type(value) is int}
    assert plain == {member.name: int(member) for member in enumeration}
    assert len(set(plain.values())) == len(plain)


def test_the_kinds_of_a_day_stand_in_their_order():
    assert [int(kind) for kind in kinds.Kind] == sorted(kinds.Kind)
