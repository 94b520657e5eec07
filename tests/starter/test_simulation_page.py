"""The HTML of a simulation: one file, every touch in words, nothing of a CSV taken as markup."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.starter.command_line import CommandLine
from tests.starter.simulations import CADENCE, MONDAY, PEOPLE, simulated


class Page(HTMLParser):
    """Collects what tests ask of an HTML file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def page(drumbeat: CommandLine, people: str = PEOPLE, *more: str) -> Page:
    file = drumbeat.folder / "page.html"
    arguments = ("simulate", CADENCE, "--prospects", people, "--from", MONDAY)
    ran = drumbeat(*arguments, "--html", str(file), *more)
    assert (ran.code, ran.err) == (0, "")
    return Page(file.read_text(encoding="utf-8"))


def test_the_page_is_one_file_that_needs_nothing_else(drumbeat: CommandLine) -> None:
    """No script, no address of anything outside; holidays are named and channels written out."""
    drawn = page(drumbeat)

    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in drawn.tags}
    assert not any({"src", "href"} & attrs.keys() for _, attrs in drawn.tags)
    assert "url(" not in drawn.words
    assert "@import" not in drawn.words
    assert "Thanksgiving" in drawn.words
    assert "Everybody" in drawn.words


def test_the_page_draws_each_of_a_few_prospects(drumbeat: CommandLine) -> None:
    """A calendar for each, with every touch, its local time and its channel in words."""
    people = drumbeat.file(
        "two.csv", "email,timezone,country\na@x.example,America/Chicago,US\nb@x.example,UTC,\n"
    )

    drawn = page(drumbeat, people)

    chips = [attrs for tag, attrs in drawn.tags if tag == "li" and "title" in attrs]
    touches = simulated(drumbeat, people=people)["touches"]
    assert len(chips) == len(touches)
    assert {attrs["title"] for attrs in chips} == {touch["why"] for touch in touches}
    assert sum(tag == "table" for tag, _ in drawn.tags) == 3
    assert sum(tag == "caption" for tag, _ in drawn.tags) == 3


def test_nothing_of_a_csv_becomes_markup(drumbeat: CommandLine) -> None:
    """An address that looks like HTML stands as text."""
    people = drumbeat.file(
        "odd.csv",
        'email,linkedin_url\n,"https://www.linkedin.com/in/<script>x</script>&"" id=""y"\n',
    )

    drawn = page(drumbeat, people)

    assert "script" not in {tag for tag, _ in drawn.tags}
    assert '<script>x</script>&" id="y' in drawn.words
    assert not any("id" in attrs for _, attrs in drawn.tags)
