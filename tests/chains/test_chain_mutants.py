"""Whatever somebody writes into the folder of a chain, the answer is a closed table or an error in words."""

import random

import pytest

from lodeflow.chains.closing.close import close, total
from lodeflow.chains.closing.figures import compared
from lodeflow.chains.closing.grade import grade
from lodeflow.chains.reading.reader import read_chain, warnings_of
from lodeflow.chains.template import write_chain
from lodeflow.errors import LodeflowError
from lodeflow.report.chain import chain_sections
from lodeflow.report.text_tables import as_text

WORDS = (
    *(
        "",
        "0",
        "-1",
        "1e308",
        "1e400",
        "nan",
        "0.5",
        "2024",
        "2010-01-01",
        "*",
        "|",
        '"',
        ",",
        "#",
        ":",
        "\x00",
        "\x1b[2J",
    ),
    *("é", "x" * 300, "CHN", "USA", "WORLD", "tin_ore", "tin_metal", "tin_mine", "tin_smelter", "copper_mine"),
    *("nickel:nickel_mine", "input", "output", "host", "plant", "mine", "by_product", "secondary", "evidence", "base"),
    *("t X", "share", "assumed", "reported"),
)


def mutated(text, name, dice):
    """The text with one cell, word or line changed, taken away, doubled or cut."""
    lines = text.split("\n")
    rows = [i for i, line in enumerate(lines) if line and not line.startswith("#")]
    if not rows:
        return text
    i, what = dice.choice(rows), dice.random()
    sign = "," if name.endswith("csv") else " "
    if what < 0.6:
        cells = lines[i].split(sign)
        cells[dice.randrange(len(cells))] = dice.choice(WORDS)
        lines[i] = sign.join(cells)
    elif what < 0.75:
        del lines[i]
    elif what < 0.85:
        lines.insert(i, dice.choice(lines))
    elif what < 0.95:
        lines[i] = lines[i][: dice.randrange(len(lines[i]) + 1)]
    else:
        lines = []
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(4))
def test_a_mutant_is_closed_or_refused(tmp_path, seed):
    dice = random.Random(seed)
    path = write_chain("tin", tmp_path)
    texts = {file.name: file.read_text(encoding="utf-8") for file in path.iterdir()}
    for _ in range(30):
        changed = {}
        for _ in range(dice.choice((1, 1, 2, 3))):
            name = dice.choice(sorted(texts))
            changed[name] = mutated(changed.get(name, texts[name]), name, dice)
        for name, text in {**texts, **changed}.items():
            (path / name).write_text(text, encoding="utf-8")
        try:
            chain = read_chain(str(path))
            stages = close(chain)
        except LodeflowError as refused:
            assert str(refused)
            continue
        for stage in stages:
            taken = total(stage.feed) + total(stage.use) + total(stage.stock)
            assert taken == pytest.approx(stage.output, rel=1e-9)
        figures = compared(chain, stages)
        said = as_text(chain_sections(chain, stages, figures)) + str(grade(chain, stages, figures))
        assert "nan" not in said
        warnings_of(chain)
