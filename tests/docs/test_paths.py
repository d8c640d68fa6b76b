"""Paths that pages name exist, and pages of the root keep their links."""

import paths
import pytest
import root_pages


def test_every_path_named_in_the_documentation_exists():
    assert paths.mistakes() == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see `sim/nowhere.py` there", ["sim/nowhere.py"]),
        ("see `kernels/alliance/levy.py` and kernels/", []),
        ("in `floor_that_is_gone.py`", ["floor_that_is_gone.py"]),
        ("in `levy.py`", []),
        ("`tests/kernels/alliance/test_gone.py`.", ["tests/kernels/alliance/test_gone.py"]),
        ("a result folder has results/sim/x.py", []),
    ],
)
def test_a_path_that_is_gone_is_found(text, found):
    assert list(paths.missing(text, {"levy.py"})) == found


def test_links_of_a_page_of_the_root_lead_to_pages_of_the_site(monkeypatch, tmp_path):
    text = "[a](docs/why.md#now) [b](CHANGELOG.md) [c](changelog.d/README.md) [d](https://example.org) [e](#here)"
    (tmp_path / "X.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(root_pages, "ROOT", tmp_path)
    said = "[a](why.md#now) [b](changelog.md) c: `changelog.d/README.md` [d](https://example.org) [e](#here)"
    assert root_pages.page("X.md") == said
