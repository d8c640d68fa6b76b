"""Changelog fragments: their names, how they are joined, and when one is asked for."""

import added
import join
import pytest


def test_every_fragment_has_a_name_of_the_right_form():
    assert all(join.NAME.fullmatch(file.name) for file in join.fragments())


def test_a_file_of_another_name_is_refused(tmp_path):
    (tmp_path / "10.news.md").write_text("New.")
    with pytest.raises(ValueError, match=r"expected names such as 010.add.md, found 10.news.md"):
        join.fragments(tmp_path)


def test_fragments_are_joined_by_category_above_what_was_there(tmp_path, monkeypatch):
    changelog = tmp_path / "above" / "CHANGELOG.md"
    changelog.parent.mkdir()
    changelog.write_text("# Changelog\n\n## 0.1.0, unreleased\n- Old.\n")
    texts = {"010.add.md": "One.\nMore of it.\n", "010b.add.md": "Two.\n", "011.digests.md": "Other numbers.\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    files = join.fragments(tmp_path)
    monkeypatch.setattr(join, "fragments", lambda: files)
    monkeypatch.setattr(join, "CHANGELOG", changelog)
    join.main("0.2.0", "2027-01-01")
    assert changelog.read_text() == (
        "# Changelog\n\n## 0.2.0, 2027-01-01\n\n### Results that change\n- Other numbers.\n\n### Added\n- One.\n"
        "  More of it.\n- Two.\n\n## 0.1.0, unreleased\n- Old.\n"
    )
    assert not any((tmp_path / name).exists() for name in texts)


@pytest.mark.parametrize(
    ("files", "lacks"),
    [
        ([("M", "sim/assembly.py")], True),
        ([("M", "sim/assembly.py"), ("A", "changelog.d/011.fix.md")], False),
        ([("M", "sim/assembly.py"), ("M", "changelog.d/010.add.md")], True),
        ([("M", "docs/why.md"), ("A", "tests/docs/test_paths.py")], False),
        ([("D", "kernels/core/kinds.py")], True),
    ],
)
def test_a_change_of_the_program_needs_a_fragment(files, lacks):
    assert added.lacks_fragment(files) is lacks
