"""A CSV becomes prospects; every row that cannot be enrolled is named by its line and reason."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starter.errors import BadInput
from starter.files.library import read_cadence
from starter.files.prospects import BadRow, ProspectFile, parse_prospects, read_prospects

NO_WAY = "there is no column 'email', 'phone' or 'linkedin_url'"


def read(text: str) -> ProspectFile:
    return parse_prospects(text, "people.csv")


def reason_of(row: str, header: str = "email,phone,linkedin_url,timezone,country") -> str:
    """Why the one row of the file is refused."""
    found = read(f"{header}\n{row}\n")
    assert found.prospects == ()
    (bad,) = found.bad_rows
    assert bad.line == 2
    return bad.reason


def test_a_row_becomes_a_prospect_with_variables_for_templates() -> None:
    """Known columns are fields, in any case; the rest are variables in snake_case."""
    found = read(
        "E-Mail,EMAIL,First Name,Company,Phone,TimeZone,Country,LinkedIn URL\n"
        ",Ana.Ruiz@northwind.example,Ana,Halden,+49 30 901820,Europe/Berlin,de,"
        "linkedin.com/in/ana\n"
    )

    (ana,) = found.prospects
    assert found.bad_rows == ()
    assert (ana.id, ana.email, ana.phone) == ("", "Ana.Ruiz@northwind.example", "+4930901820")
    assert (ana.timezone, ana.country, ana.account) == ("Europe/Berlin", "DE", "Halden")
    assert ana.linkedin_url == "https://linkedin.com/in/ana"
    assert ana.variables == {"first_name": "Ana", "company": "Halden"}


def test_empty_cells_are_absent_and_empty_lines_skipped() -> None:
    """A variable without a value is no variable: it would render as a silent blank."""
    found = read("email,first_name,phone\n\na@x.example,,\n , ,\n")

    (one,) = found.prospects
    assert one.variables == {}
    assert one.phone is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nobody,,,,", "email 'nobody' is not an address: "),
        ("a@b@c.example,,,,", "email 'a@b@c.example' is not an address: "),
        ("a@x.example,12,,,", "phone '12' is not a number; write it with its country"),
        ("a@x.example,,,Mars/Base,", "timezone 'Mars/Base' is not an IANA time zone; "),
        (
            "a@x.example,,,Europe/Berln,",
            "timezone 'Europe/Berln' is not an IANA time zone; did you mean Europe/Berlin?",
        ),
        ("a@x.example,,,,Germany", "country 'Germany' is not an ISO 3166 code"),
        ("a@x.example,,javascript://linkedin.com/%0aalert(1),,", "linkedin_url 'javascript://"),
        ("a@x.example,,http://[,,", "linkedin_url 'http://[' is not a profile"),
        ("a@x.example,,https://x.example/in/a,,", "linkedin_url 'https://x.example/in/a' is not"),
        (",,,Europe/Berlin,", "nobody can be reached; give email, linkedin_url or phone"),
        ("a@x.example,,,,,more", "6 cells under 5 columns; put cells with a comma into quotes"),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_what_would_be_right(row: str, reason: str) -> None:
    """Each fault of a row is one clear sentence."""
    assert reason_of(row).startswith(reason)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("gra\u0308ta@bücher.example", "gräta@bücher.example"),
        ("用户@例え.example", "用户@例え.example"),
    ],
)
def test_addresses_of_the_world_are_addresses(written: str, kept: str) -> None:
    """A domain has a form that every server takes; what stands before the @ has none."""
    (one,) = read(f"email\n{written}\n").prospects

    assert one.email == kept


def test_a_national_number_is_read_with_the_rows_country() -> None:
    """A phone number without its country code belongs to the row's country."""
    (one,) = read("email,phone,country\na@x.example,030 901820,DE\n").prospects

    assert one.phone == "+4930901820"


def test_the_good_rows_stand_beside_the_bad_ones() -> None:
    """A bad row takes no good one with it, and its line is the one an editor shows."""
    found = read('email,note\na@x.example,"two\nlines"\nbroken,\nb@x.example,\n')

    assert [each.email for each in found.prospects] == ["a@x.example", "b@x.example"]
    assert [bad.line for bad in found.bad_rows] == [4]


def test_a_person_who_stands_in_the_file_twice_is_enrolled_once() -> None:
    """The second row of the same address is refused and names the first."""
    found = read("email\nAna@x.example\nana@X.example\n")

    assert len(found.prospects) == 1
    assert found.bad_rows == (BadRow(3, "ana@x.example stands in line 2 already; keep one row"),)


@pytest.mark.parametrize(
    "text", ["email;first_name\na@x.example;Ana\n", "email\tfirst_name\na@x.example\tAna"]
)
def test_other_separators_are_understood(text: str) -> None:
    """Spreadsheets of many countries write semicolons or tabs."""
    (one,) = read(text).prospects

    assert one.variables == {"first_name": "Ana"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", f"people.csv:1: {NO_WAY}; the first line names: none"),
        (
            "name,mail\nx,y\n",
            f"people.csv:1: {NO_WAY}; the first line names: name",
        ),
        ("email,Name,name\n", "people.csv:1: two columns are called 'name'; rename one of them"),
        ('email\n"a@x.example\n', "people.csv:2: this is not CSV: "),
    ],
)
def test_a_file_that_is_no_list_of_prospects_is_refused(text: str, fault: str) -> None:
    """A fault of the whole file is one line with its place."""
    with pytest.raises(BadInput) as refused:
        read(text)

    assert str(refused.value).startswith(fault)


def test_a_missing_or_unreadable_file_is_refused(tmp_path: Path) -> None:
    """No file, a folder, and bytes that are not UTF-8 each have their sentence."""
    latin = tmp_path / "latin.csv"
    latin.write_bytes("email,name\na@x.example,José\n".encode("latin-1"))

    for path, fault in (
        (tmp_path / "none.csv", "there is no such file"),
        (tmp_path, "cannot be read"),
        (latin, "byte 26 is not UTF-8"),
    ):
        with pytest.raises(BadInput, match=fault):
            read_prospects(path)


def test_excels_own_first_line_is_understood() -> None:
    """It names the separator, and lines are still counted from the top of the file."""
    found = read("sep=;\r\nE-Mail;Full, Name\r\na@x.example;Ana\r\nbroken;Bob\r\n")

    (ana,), (bad,) = found.prospects, found.bad_rows
    assert (ana.email, ana.variables, found.lines) == ("a@x.example", {"full_name": "Ana"}, (3,))
    assert bad.line == 4


@pytest.mark.parametrize("header", ["E-Mail", "Email address", "e-mail address", "EMAIL"])
def test_the_mail_address_has_many_names(header: str) -> None:
    """What spreadsheets call the column makes no difference."""
    (one,) = read(f"name,{header}\nAna,a@x.example\n").prospects

    assert (one.email, one.variables) == ("a@x.example", {"name": "Ana"})


@pytest.mark.parametrize(
    ("header", "cell"), [("phone", "+4930901820"), ("linkedin_url", "linkedin.com/in/a")]
)
def test_one_way_to_reach_people_is_enough(header: str, cell: str) -> None:
    """A list for calls or for LinkedIn needs no column of mail addresses."""
    (one,) = read(f"name,{header}\nAna,{cell}\n").prospects

    assert one.email is None


@pytest.mark.parametrize("code", ["AQ", "bv", "UM", "XK", "DE"])
def test_every_country_of_iso_3166_is_one(code: str) -> None:
    """Also where nobody has a telephone."""
    (one,) = read(f"email,country\na@x.example,{code}\n").prospects

    assert one.country == code.upper()


@pytest.mark.parametrize("device", ["/dev/zero", "a pipe"])
def test_what_may_never_end_is_not_read(tmp_path: Path, device: str) -> None:
    """A device or a pipe is refused before a byte of it is read, as a list and as a cadence."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    path = pipe if device == "a pipe" else Path(device)

    for read_it in (lambda: read_prospects(path), lambda: read_cadence(str(path))):
        with pytest.raises(BadInput, match="is no file but a device or a pipe; give a"):
            read_it()


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    """100 MiB and 500,000 lines are the most for a list, 256 KiB for a cadence."""
    large, long = tmp_path / "large.csv", tmp_path / "long.csv"
    with large.open("wb") as file:
        # A file with a hole: as long as one of a terabyte, and of no weight.
        file.truncate(2**40)
    long.write_text("email\n" + "\n" * 500_000, encoding="utf-8")

    for path, fault in ((large, "is larger than 100 MiB"), (long, "has more than 500,000 lines")):
        with pytest.raises(BadInput, match=fault):
            read_prospects(path)
    with pytest.raises(BadInput, match="is larger than 256 KiB, which is the most for a cadence"):
        read_cadence(str(large))


def test_the_mark_that_spreadsheets_put_first_is_no_part_of_the_header(tmp_path: Path) -> None:
    """A byte order mark before `email` is not seen."""
    file = tmp_path / "people.csv"
    file.write_bytes(b"\xef\xbb\xbfemail\na@x.example\n")

    assert len(read_prospects(file).prospects) == 1


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), max_size=12))
def test_every_row_is_either_good_or_bad_and_none_is_lost(rows: list[list[str]]) -> None:
    """Whatever cells hold, each row that is not empty comes out exactly once."""
    out = io.StringIO()
    csv.writer(out).writerows([["email", "first_name", "note"], *rows])

    found = read(out.getvalue())

    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(found.prospects) + len(found.bad_rows) == len(filled)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is read or refused; nothing else ever comes out."""
    try:
        read(f"email,{text}")
    except BadInput as refused:
        said = str(refused)
    else:
        said = "people.csv:"
    assert said.startswith("people.csv:")


NAMES = st.from_regex(r"[a-z]{1,12}", fullmatch=True)


@given(st.lists(NAMES, unique=True, min_size=1, max_size=20))
def test_good_addresses_come_out_as_they_went_in_and_in_order(names: list[str]) -> None:
    """Reading is the inverse of writing for good rows."""
    addresses = [f"{name}@northwind.example" for name in names]

    found = read("email\n" + "\n".join(addresses))

    assert [each.email for each in found.prospects] == addresses
