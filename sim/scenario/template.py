"""Template of a new scenario: a question, dates, and an example of every instrument, commented out.

Each file in ``configs/examples`` adds one instrument: prose in lines that begin with ``# ``, then TOML.
"""

import re
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from lodeflow.catalog.names import chain_folder
from lodeflow.errors import OutputError
from lodeflow.language.keys import quoted
from lodeflow.scenario.load import Scenario, load, shipped
from lodeflow.storage.atomic_files import faults_in_words

HEAD = """\
# What is this scenario for? Say it in `question`; it stands above every result.
#
# Whatever is not written here is as in {extends}. All of it, with units and sources:
#     lodeflow check {name}.toml --explain
# A # without a blank begins an example: take away the # from the lines you need, table header included.
# Numbers may carry units ("25 %", "60 d", "110 USD/kg", "3 %/yr"); dates stand without quotes; a number that nobody
# knows is written {{ dist = "uniform", low = 0.2, high = 0.4, source = "assumption" }}.

extends = {quoted}
question = "What does {name} change against {base}?"
start_date = {start}
days = {days}{pad}# about {years:.3g} years
#tick_days = {tick}                    # d between two markets; up to 7 is advised
#seed = {seed}                         # of all random numbers
"""
OF_CHAIN = """\
# Names of materials and regions are those of the chain: docs/chains.md. `lodeflow check` prints all keys that are set,
# controls, projects and entrants of the chain's folder among them, by the names under which they are changed here.
"""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


def new_scenario(name: str, extends: str = "status-quo", folder: Path | str = "") -> Path:
    """Write the template of a scenario as ``<name>.toml``. Returns the path of the file.

    Args:
        name: name of the new scenario.
        extends: name or path of the scenario that it extends.
        folder: folder of the new file; the current one by default.

    Raises:
        ValueError: a name that no scenario can have.
        ScenarioError: the extended scenario cannot be loaded.
        OutputError: the file exists already or cannot be created.
        StorageError: the disk is full or fails.

    """
    name = name.removesuffix(".toml")
    if not _NAME.fullmatch(name):
        raise ValueError("a name begins with a letter and has letters, digits, dashes, dots and underscores only")
    if name in shipped():
        raise ValueError(f"'{name}' is a shipped scenario, which would be found in place of the file")
    path = Path(folder, f"{name}.toml")
    text = template(name, extends, load(extends)).encode()
    with faults_in_words(path, len(text)):
        try:
            file = path.open("xb")
        except FileExistsError:
            raise OutputError(f"{path} exists already and is left as it is; choose another name") from None
        try:
            with file:
                file.write(text)
        except OSError:
            with suppress(OSError):
                path.unlink()
            raise
    return path


def template(name: str, extends: str, base: Scenario) -> str:
    """Text of a scenario that changes nothing yet.

    Args:
        name: name of the new scenario.
        extends: name or path of the scenario that it extends.
        base: that scenario, loaded; its dates are copied.

    """
    head = HEAD.format(
        name=name,
        extends=extends,
        quoted=quoted(extends),
        base=base.name,
        start=base.start_date,
        days=base.days,
        pad=" " * max(1, 27 - len(str(base.days))),
        years=base.days / 365.25,
        tick=base.tick_days,
        seed=base.seed,
    )
    return "\n".join([head, OF_CHAIN] if chain_folder(base.base_table) is not None else [head, *examples()])


def examples() -> list[str]:
    """Examples of all instruments, commented out, in the order of the names of their files."""
    place = files("lodeflow.configs").joinpath("examples")
    found = sorted((f for f in place.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return [_commented(f.read_text(encoding="utf-8")) for f in found]


def _commented(text: str) -> str:
    return "".join(f"#{line}" if line[:1] not in "#\n" else line for line in text.splitlines(keepends=True))
