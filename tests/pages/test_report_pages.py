"""A report is one file that says what the folder says: the same numbers, the scenario, how it was made, nothing fetched."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from command import lodeflow as command

import lodeflow
from lodeflow.answers.library import library
from lodeflow.pages.html import Html, element, table
from lodeflow.report.text_tables import Section

pytest.importorskip("matplotlib")
NASTY = 'Is <b>1 & 2</b> "dear"?'
SHORT = ("--days", "700", "--reps", "3", "--progress", "none")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A result with a question that is nearly HTML, one without markets, a single replication, and a comparison."""
    place = tmp_path_factory.mktemp("reported")
    asked = ("--set", f"question={json.dumps(NASTY)}")
    commands = {
        "one": ("mc", "price-floor", *SHORT, *asked),
        "bare": ("mc", "status-quo", *SHORT, "--detail", "outcomes"),
        "arms": ("compare", "status-quo", "price-floor", *SHORT),
    }
    said = {}
    for name, words in commands.items():
        done = command(*words, "--out", place / name, "--json")
        assert done.returncode == 0, done.stderr
        said[name] = json.loads(done.stdout)
    return place, said


def written(place, name):
    """Text of a report, and its elements."""
    out = place / f"{name}.html"
    done = command("report", place / name, "-o", out)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    head, _, rest = text.partition("\n")
    assert head == "<!DOCTYPE html>"
    return text, ET.fromstring(rest)  # noqa: S314 - lodeflow wrote it


@pytest.fixture(scope="module")
def pages(place):
    return {name: written(place[0], name) for name in place[1]}


def decimals(number):
    return len(number.partition(".")[2])


def words(part):
    return "".join(part.itertext())


def printed(root):
    """Rows of every table by its caption; a cell without text is empty."""
    return {
        words(each.find("caption")): [[words(cell).strip() for cell in row] for row in each.find("tbody")]
        for each in root.iter("table")
    }


@pytest.mark.parametrize("name", ["one", "bare", "arms"])
def test_a_page_is_well_formed_and_needs_nothing_else(pages, name):
    text, root = pages[name]
    assert root.get("lang") == "en"
    names = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(names) == len(set(names))
    assert {each.tag for each in root.iter()}.isdisjoint({"script", "link", "img", "iframe"})
    bare = re.sub(r'xmlns(:\w+)?="[^"]*"|<pre>.*?</pre>|<td.*?</td>|<li>.*?</li>', "", text, flags=re.DOTALL)
    assert "http" not in bare.replace('http-equiv="', "")
    targets = re.findall(r'href="([^"]*)"', text) + re.findall(r"url\(([^)]*)\)", text)
    elsewhere = [target for target in targets if not target.startswith("data:image/png;base64,")]
    assert set(elsewhere) <= {f"#{name}" for name in names}
    assert len(text) < 3e6


@pytest.mark.parametrize("name", ["one", "bare", "arms"])
def test_the_tables_are_those_that_the_command_printed(pages, place, name):
    _, root = pages[name]
    found = printed(root)
    for section in place[1][name]["sections"]:
        assert found[section["title"]] == [[cell.strip() for cell in row] for row in section["rows"]]


def test_prices_by_year_are_those_of_the_statistic(pages, place):
    found = printed(pages["one"][1])
    (rows,) = (rows for title, rows in found.items() if title.startswith("Prices paid"))
    at = {(row[0], row[1], row[2]): row for row in rows}
    for row in lodeflow.open(place[0] / "one").prices("transaction", material="magnet*", region="EU"):
        cells = at[row["material"], row["region"], str(row["year"])]
        mean, error = cells[3].split(" ± ")
        for said, value in zip((mean, error, cells[4]), (row["mean"], row["standard_error"], row["p50"]), strict=True):
            assert said == f"{value / 1e3:,.{decimals(said)}f}"
        assert cells[-1] == "USD/kg"


def test_the_answer_of_a_comparison_has_the_differences_and_says_what_is_noise(pages, place):
    _, root = pages["arms"]
    (answer,) = (each for each in root.iter("section") if each.get("id") == "answer")
    compared = lodeflow.open(place[0] / "arms")
    (row,) = compared.outcomes("mean_transaction_price", material="magnet_high_temperature", region="EU")
    number = re.search(
        r"high-temperature magnets in the EU (?:unchanged within the noise \()?([-+.\d]+) ±", words(answer)
    )
    assert abs(float(number[1])) == pytest.approx(abs(row["difference"]) / 1e3, rel=0.01, abs=0.006)
    assert ("within the noise" in words(answer).split("high-temperature magnets in the EU")[1][:30]) == row[
        "within_noise"
    ]


@pytest.mark.parametrize("name", ["one", "bare", "arms"])
def test_a_page_says_how_its_folder_was_made(pages, place, name):
    text, root = pages[name]
    manifest = json.loads((place[0] / name / "manifest.json").read_text())
    rows = dict(printed(root)["Seed, versions and digests"])
    assert rows["checksum of the manifest"] == manifest["own_sha256"]
    assert (rows["seed"], rows["replications"]) == ("1", "3")
    (pre,) = [words(each) for each in root.iter("pre") if "lodeflow verify" in words(each)]
    assert f"lodeflow {'compare' if name == 'arms' else 'mc'} " in pre
    assert "Prices of" in text or "leave the plausible" not in text


def test_the_command_on_a_page_makes_the_same_folder_again(pages, place, tmp_path):
    _, root = pages["bare"]
    (pre,) = [words(each) for each in root.iter("pre") if "lodeflow verify" in words(each)]
    verify, again = (line.split()[1:] for line in pre.splitlines())
    assert command(*verify, cwd=tmp_path).returncode == 0
    assert command(*again, "--progress", "none", cwd=tmp_path).returncode == 0
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (place[0] / "bare" / "manifest.json").read_bytes()


def test_what_looks_like_html_is_text(pages):
    text, root = pages["one"]
    assert NASTY in words(next(root.iter("header")))
    assert "<b>" not in text
    assert element("p", "a < b & c", title='"') == '<p title="&quot;">a &lt; b &amp; c</p>'
    assert element("p", Html("<br/>"), "\x1b[2J") == "<p><br/>\\u001b[2J</p>"
    assert "&lt;i&gt;" in table(Section("<i>", ("a", "b"), [("1", "2")]))


def test_pictures_have_words_and_tables_have_captions(pages):
    _, root = pages["arms"]
    svg = "{http://www.w3.org/2000/svg}"
    pictures = list(root.iter(f"{svg}svg"))
    assert len(pictures) == 5
    for each in pictures:
        title = each.find(f"{svg}title")
        assert each.get("role") == "img"
        assert each.get("aria-labelledby") == title.get("id")
        assert len(title.text) > 40
    for each in root.iter("table"):
        assert words(each.find("caption"))
        assert all(head.get("scope") == "col" for head in each.find("thead/tr"))


def test_sources_and_what_sets_arms_apart_are_there(pages):
    found = printed(pages["arms"][1])
    (apart,) = (rows for title, rows in found.items() if title.startswith("Settings that differ"))
    assert ["policies.price_floor.reference", "not set", "110,000 USD/t"] in apart
    (measures,) = (rows for title, rows in found.items() if title == "Policies, controls and duties of status-quo")
    assert "MOFCOM Announcement 18/2025" in {row[2] for row in measures}


def test_a_folder_without_markets_says_what_is_not_shown(pages):
    text, _ = pages["bare"]
    assert "Prices by year are not shown" in text
    assert "run it again with --detail market" in text


def test_equal_folders_give_equal_pages(pages, place):
    assert written(place[0], "one")[0] == pages["one"][0]


def test_what_cannot_be_reported_is_said_plainly(place, tmp_path, monkeypatch):
    done = command("report", place[0] / "one", "-o", tmp_path / "x.pdf")
    assert (done.returncode, "ends in .html" in done.stderr) == (65, True)
    done = command("report", tmp_path / "nowhere", "-o", tmp_path / "x.html")
    assert "it does not exist" in done.stderr
    done = command("report", place[0] / "one", "-o", tmp_path / "no" / "x.html")
    assert "cannot be written" in done.stderr
    monkeypatch.setattr(f"{library.__module__}.import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    done = command("report", place[0] / "one", "-o", tmp_path / "x.html")
    assert "pip install 'lodeflow[plot]'" in done.stderr
