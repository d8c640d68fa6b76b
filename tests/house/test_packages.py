"""What is installed, and what names a result folder: every folder, every source of a kernel, every public name."""

import importlib
import pkgutil
import shutil
import tomllib
from pathlib import Path

import pytest

import lodeflow
from lodeflow import kernels
from lodeflow.kernels.core import code_store

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path.relative_to(kernels.__path__[0]) for path in Path(kernels.__path__[0]).rglob("*.py"))


def packages():
    """Packages by their folders, as Python will name them."""
    found = {"lodeflow", "lodeflow.configs"}
    for top, name in (("sim", "lodeflow"), ("kernels", "lodeflow.kernels")):
        for marker in (ROOT / top).rglob("__init__.py"):
            found.add(".".join((name, *marker.parent.relative_to(ROOT / top).parts)))
    return found


def test_the_wheel_holds_every_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["setuptools"]["packages"]) == packages()


def test_an_edit_anywhere_below_kernels_changes_their_hash(monkeypatch, tmp_path):
    """Or machine code of before would run after it, and a manifest would name it wrongly."""
    copy = tmp_path / "kernels"
    shutil.copytree(kernels.__path__[0], copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(code_store, "KERNELS", copy)
    seen = {code_store._hash_kernels()}
    assert seen == {code_store.KERNEL_HASH}
    for source in SOURCES:
        with (copy / source).open("a", encoding="utf-8") as file:
            file.write("# touched\n")
        seen.add(code_store._hash_kernels())
    (copy / "core" / "new.py").write_text("", encoding="utf-8")
    seen.add(code_store._hash_kernels())
    assert len(seen) == len(SOURCES) + 2


def test_the_sources_of_kernels_are_those_of_all_folders():
    folders = {source.parts[0] for source in SOURCES if len(source.parts) > 1}
    assert folders == {module.name for module in pkgutil.iter_modules(kernels.__path__)}
    assert len(SOURCES) > 80


@pytest.mark.parametrize("name", lodeflow.__all__)
def test_no_module_takes_the_name_of_a_public_thing(name):
    for module in pkgutil.walk_packages(lodeflow.__path__, "lodeflow."):
        if module.name.count(".") == 1:
            importlib.import_module(module.name)
    assert callable(getattr(lodeflow, name))
