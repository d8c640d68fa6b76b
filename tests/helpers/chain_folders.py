"""Folders of chains for tests: the template, with some lines changed; and a chain that is closed by hand."""

from lodeflow.chains.template import write_chain


def folder(place, *changes, name="tin"):
    """The template with texts replaced, as (file, old, new); a file whose new text is None is taken away."""
    path = write_chain(name, place)
    for file, old, new in changes:
        if new is None:
            (path / file).unlink()
            continue
        text = (path / file).read_text(encoding="utf-8") if (path / file).exists() else ""
        assert old in text, f"{old} is not in {file}"
        (path / file).write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")
    return path


def rows(path, file, lines):
    """Replace all rows of a table, its heading apart."""
    text = (path / file).read_text(encoding="utf-8")
    heading = next(line for line in text.splitlines() if not line.startswith("#"))
    (path / file).write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
