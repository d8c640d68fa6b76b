"""What ``pip install .`` installs from a checkout: all that stands in it, and nothing that an older build left behind."""

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "sim", "kernels", "configs")


def packed_from(checkout):
    """Names of the files that a wheel or an installation would be packed from, by the setuptools that there is."""
    if int(version("setuptools").split(".")[0]) < 77:  # it does not know how the licence is given
        project = checkout / "pyproject.toml"
        lines = project.read_text(encoding="utf-8").splitlines()
        project.write_text("\n".join(line for line in lines if not line.startswith("license")), encoding="utf-8")
    subprocess.run([sys.executable, "setup.py", "-q", "build"], cwd=checkout, check=True, capture_output=True)
    built = checkout / "build" / "lib"
    return {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}


def files_of(folder):
    """Files of a source folder of the checkout, as the wheel names them; caches of Python left out."""
    named = {"sim": "lodeflow", "kernels": "lodeflow/kernels", "configs": "lodeflow/configs"}[folder]
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"{named}/{path.relative_to(ROOT / folder).as_posix()}" for path in paths}


def test_a_stale_build_installs_nothing_that_was_deleted(tmp_path):
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, checkout / name)
    deleted = (
        "configs/deleted.toml",
        "configs/data/deleted.csv",
        "deleted.py",
        "kernels/deleted.py",
        "gone/__init__.py",
    )
    for name in deleted:
        stale = checkout / "build" / "lib" / "lodeflow" / name
        stale.parent.mkdir(parents=True, exist_ok=True)
        stale.write_text("")
    names = packed_from(checkout)
    assert {f"lodeflow/{name}" for name in deleted} & names == set()
    for folder in ("sim", "kernels", "configs"):
        assert files_of(folder) - names == set(), f"not matched by [tool.setuptools] packages or package-data: {folder}"
