"""Where keys and values stand in a TOML text."""

import string
import time
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeflow.language.toml_places import DEEPEST, Span, TooDeepError, leading_key, places

TEXT = '''\
# [not.a.table]
a = 1  # b = 2
"quoted key".'x.y' = "x # = ["
many = """
c = 3
"quoted" """"
when = 1979-05-27 07:32:00

[ t . u ]
inline = { p = 1, q.r = [ 2, { s = 3 } ] }
long = [
  1, # one
  "]",
]
[[list]]
k = 1
[list.sub]
k = 2
[[list]]
k = 3
'''


def test_every_kind_of_key_is_found():
    keys = places(TEXT).keys
    where = {path: span[:2] for path, span in keys.items()}
    assert where == {
        ("a",): (2, 1), ("quoted key",): (3, 1), ("quoted key", "x.y"): (3, 14), ("many",): (4, 1), ("when",): (7, 1),
        ("t",): (9, 3), ("t", "u"): (9, 7),
        ("t", "u", "inline"): (10, 1), ("t", "u", "inline", "p"): (10, 12), ("t", "u", "inline", "q"): (10, 19),
        ("t", "u", "inline", "q", "r"): (10, 21), ("t", "u", "inline", "q", "r", 1, "s"): (10, 32),
        ("t", "u", "long"): (11, 1),
        ("list",): (15, 3), ("list", 0): (15, 3), ("list", 0, "k"): (16, 1),
        ("list", 0, "sub"): (17, 7), ("list", 0, "sub", "k"): (18, 1),
        ("list", 1): (19, 3), ("list", 1, "k"): (20, 1),
    }  # fmt: skip


def test_a_value_has_its_place_and_length():
    values = places(TEXT).values
    assert values["a",] == Span(2, 5, 1)
    assert values["quoted key", "x.y"] == Span(3, 22, 9)
    assert values["many",] == Span(4, 8, 3)  # its first line
    assert values["when",] == Span(7, 8, 19)
    assert values["t", "u", "long", 1] == Span(13, 3, 3)
    assert values["t", "u", "inline", "q", "r", 1, "s"] == Span(10, 36, 1)


def test_a_key_given_twice_is_noticed():
    assert places("a = 1\nb = 2\na = 3\n").repeated == [(("a",), Span(3, 1, 1))]
    assert places("[a]\n[b]\n[a]\n").repeated == [(("a",), Span(3, 2, 1))]


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 3000,
        "x = " + "{a=" * 3000,
        "[" + "a." * 3000 + "b]",
        "a." * 3000 + "b = 1",
        "x = " + "[{a=" * 1500,
    ],
)
def test_nesting_without_end_is_refused_where_it_is_too_deep(text):
    with pytest.raises(TooDeepError) as refused:
        places(text)
    assert refused.value.span.line == 1
    assert DEEPEST <= refused.value.span.column < 5 * DEEPEST


def test_a_key_before_an_equals_sign_is_read():
    assert leading_key("market.own_days=2") == (("market", "own_days"), 15)
    assert leading_key("'a.b' . c = 2") == (("a.b", "c"), 10)
    assert leading_key("= 2") == ((), 0)


def test_a_megabyte_is_scanned_in_seconds():
    began = time.monotonic()
    places("".join(f"[t{n}]\nk = [1, 2]\n" for n in range(20_000)))
    places('x = """' + '"" ' * 300_000)
    assert time.monotonic() - began < 10.0


def quoted(name):
    return f'"{name}"'


KEYS = st.text(string.ascii_letters + "-_", min_size=1, max_size=4)
WRITTEN_KEYS = KEYS | KEYS.map(quoted) | st.text(" .#=[]é", min_size=1, max_size=3).map(quoted)
SCALARS = st.sampled_from(
    [
        "1",
        "-0.5e3",
        "true",
        "nan",
        "1979-05-27",
        "1979-05-27T07:32:00Z",
        "'#]'",
        '"\\"}"',
        '"""\na = 1\n"""',
        "'''x'y'''",
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda v: f"[ {', '.join(v)} ]")
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda d: "{ " + ", ".join(f"{k} = {v}" for k, v in d.items()) + " }"
        )
    ),
    max_leaves=6,
)
LINES = st.one_of(
    st.builds("{} = {} # c".format, WRITTEN_KEYS, VALUES),
    st.builds("{} . {}={}".format, WRITTEN_KEYS, WRITTEN_KEYS, VALUES),
    st.builds("[{}]".format, WRITTEN_KEYS),
    st.builds("[[ {} ]]".format, WRITTEN_KEYS),
    st.just("# x = 1"),
    st.just("\t"),
)


def paths_of(value, path=()):
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key), member
        yield from paths_of(member, (*path, key))


@given(st.lists(LINES, max_size=8).map("\n".join))
def test_whatever_the_reader_of_toml_finds_has_a_place_in_the_text(text):
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        places(text)
        return
    found, lines = places(text), text.split("\n")
    for path, value in paths_of(data):
        span = found.values.get(path) or found.keys[path]
        assert len(lines[span.line - 1]) >= span.column + span.length - 1
        if isinstance(path[-1], str):
            key = found.keys[path]
            assert path[-1] in lines[key.line - 1][key.column - 1 :][: key.length]
        if isinstance(value, int | float) and not isinstance(value, bool):
            written = lines[span.line - 1][span.column - 1 :][: span.length]
            assert repr(tomllib.loads(f"x = {written}")["x"]) == repr(value)
