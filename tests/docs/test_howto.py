"""How-to scripts run, in short, with pictures where matplotlib is installed; and how their pages are made."""

from importlib.util import find_spec

import howto
import pytest

from lodeflow.engines import compiled_engine, simpy_engine

SHORT = {"DAYS": 56, "REPLICATIONS": 2, "LEVELS": (90, 110), "SAMPLES": 1, "DRAWS": 1}


@pytest.mark.parametrize("script", howto.scripts(), ids=lambda script: script.stem)
def test_a_script_runs_and_prints(script, tmp_path, monkeypatch):
    runs = []

    def counted(run):
        return lambda *arguments, **options: runs.append(run) or run(*arguments, **options)

    monkeypatch.setattr(compiled_engine.Engine, "play", counted(compiled_engine.Engine.play))
    monkeypatch.setattr(simpy_engine, "play", counted(simpy_engine.play))
    plot = find_spec("matplotlib") is not None
    played = howto.play(script, SHORT | {"OUT": str(tmp_path / "out")}, plot=plot)
    assert 1 <= len(runs) <= 4, "the settings of this test do not reach the script"
    assert any(left.text for left in played)
    text, pictures = howto.page(script, played)
    assert text.startswith("# ")
    assert len(pictures) == (1 if plot else 0)
    assert all(svg.startswith("<?xml") and name in text for name, svg in pictures.items())


@pytest.mark.parametrize("script", howto.scripts(), ids=lambda script: script.stem)
def test_a_script_begins_with_its_heading_and_ends_with_its_picture(script):
    cells = howto.cells_of(script)
    assert cells[0].kind == "text"
    assert cells[0].source.startswith(f"# {howto.title_of(script)}\n\n")
    assert [cell.kind for cell in cells].count("plot") == 1
    assert cells[-1].kind == "plot"


def test_settings_replace_constants_where_they_are_assigned():
    source = "LEVELS = (\n    1,\n    2,\n)\nDAYS = 3  # days\nprint(DAYS)"
    assert (
        howto.with_settings(source, {"LEVELS": (9,), "DAYS": 5, "OTHER": 1}) == "LEVELS = (9,)\nDAYS = 5\nprint(DAYS)"
    )


def test_a_page_shows_code_and_what_it_printed(tmp_path):
    script = tmp_path / "small.py"
    script.write_text("# %% [markdown]\n# # Small\n#\n# Words.\n\n# %%\nN = 2\nprint(N * 3)\n")
    text, pictures = howto.page(script, howto.play(script, {"N": 7}, plot=False))
    assert pictures == {}
    assert text.startswith("# Small\n\nWords.\n\n```python\nN = 2\nprint(N * 3)\n```\n\n```text\n21\n```\n")
