"""Views of a result in DuckDB, also in a database file that is opened elsewhere."""

import shutil

import duckdb
import pytest
from small_result import write_result

ROWS = 80  # of market: two parts of forty


@pytest.fixture(params=["result", "it's [1] of *?", "näme with spaces"])
def folder(request, tmp_path):
    write_result(tmp_path / "some" / request.param)
    return tmp_path / "some" / request.param


def views_of(folder):
    return (folder / "views.sql").read_text(encoding="utf-8")


def count(db, view="market"):
    return db.execute(f"select count(*) from {view}").fetchone()[0]  # noqa: S608 - the names are our own


@pytest.fixture
def saved(folder, tmp_path, monkeypatch):
    """A database file with the views, made where `views.sql` says; afterwards the test is elsewhere."""
    monkeypatch.chdir(folder)
    with duckdb.connect(tmp_path / "mine.duckdb") as db:
        db.execute(views_of(folder))
        assert count(db) == ROWS
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "mine.duckdb"


@pytest.mark.parametrize("read_only", [True, False])
def test_a_saved_database_works_in_another_folder(saved, read_only):
    with duckdb.connect(saved, read_only=read_only) as db:
        assert count(db) == ROWS
        comment = "select comment from duckdb_columns() where table_name = 'market' and column_name = 'production_t'"
        assert db.execute(comment).fetchone()[0].startswith("[t]")


def test_a_saved_database_works_beside_that_of_another_result(saved, tmp_path, monkeypatch):
    write_result(tmp_path / "smaller", rows=3)
    monkeypatch.chdir(tmp_path / "smaller")
    with duckdb.connect() as db:
        db.execute(views_of(tmp_path / "smaller"))
        db.execute(f"attach '{saved}' as saved")
        assert (count(db), count(db, "saved.market")) == (6, ROWS)


def test_a_saved_database_follows_a_result_that_was_moved_once_the_views_are_read_again(saved, folder, monkeypatch):
    moved = shutil.move(folder, folder.with_name("moved"))
    with duckdb.connect(saved) as db:
        with pytest.raises(duckdb.IOException, match="No files found"):
            count(db)
        monkeypatch.chdir(moved)
        db.execute(views_of(moved))
        assert count(db) == ROWS


def test_views_are_read_from_elsewhere_with_a_search_path(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = str(folder).replace("'", "''")
    with duckdb.connect() as db:
        db.execute(f"set file_search_path = '{path}'")
        db.execute(views_of(folder))
        assert count(db) == ROWS
        assert db.execute("select current_setting('file_search_path')").fetchone() == (str(folder),)


def test_a_setting_that_finds_the_folder_is_as_before_afterwards(folder, monkeypatch):
    monkeypatch.chdir(folder)
    with duckdb.connect() as db:
        db.execute("set allowed_directories = ['/some/where/']")
        db.execute(views_of(folder))
        assert db.execute("select current_setting('allowed_directories')").fetchone() == (["/some/where/"],)


def test_two_folders_with_the_same_result_have_the_same_views(tmp_path):
    for name in ("one", "two"):
        write_result(tmp_path / name)
    assert views_of(tmp_path / "one") == views_of(tmp_path / "two")
    assert str(tmp_path) not in views_of(tmp_path / "one")
