"""`drumbeat simulate`: every touch of a cadence with its instant and why, before it is real."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from domain.mailboxes import Mailbox
from domain.people.prospects import Prospect
from starter.errors import BadInput
from starter.files.prospect_remarks import remark_on
from starter.files.prospects import read_prospects
from starter.mailboxes.entries import mailboxes_of
from starter.output import AsJson, notice, print_line
from starter.progress import progress_bar
from starter.simulation.assumptions import OPTIONS, Assumptions, Known, assumed, moment, outages
from starter.simulation.page import Simulated, page_of
from starter.simulation.simulating import Simulating, identified, simulating
from starter.simulation.views import (
    print_courses,
    print_document,
    summary_lines,
    trouble_lines,
)

Many = list[str] | None
Csv = Annotated[Path, typer.Option(help="CSV as for `drumbeat enroll`.")]
From = Annotated[
    str, typer.Option("--from", metavar="INSTANT", help="When all are enrolled, with offset.")
]
Replies = Annotated[
    Many, typer.Option(metavar="EMAIL@STEP[:CLASS]", help="A reply an hour after the touch.")
]
Meetings = Annotated[
    Many, typer.Option(metavar="EMAIL@STEP", help="A meeting booked an hour after.")
]
Clicks = Annotated[Many, typer.Option(metavar="EMAIL@STEP", help="A click an hour after.")]
Bounces = Annotated[Many, typer.Option(metavar="EMAIL@STEP", help="A hard bounce an hour after.")]
OptOuts = Annotated[Many, typer.Option(metavar="EMAIL@STEP", help="An opt-out an hour after.")]
Dispositions = Annotated[
    Many, typer.Option(metavar="EMAIL@STEP:DISPOSITION", help="How the rep's task went.")
]
Outages = Annotated[
    Many, typer.Option(metavar="FROM..TO", help="Nothing runs between these instants.")
]
SkipBadRows = Annotated[
    bool, typer.Option("--skip-bad-rows", help="Leave bad rows of the CSV out.")
]
MailboxFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Keep the limits of the mailboxes in this file."),
]
Page = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a calendar to print or pass on.")
]


def simulate(  # noqa: PLR0913, PLR0917 -- each is an option of the command line
    cadence: Annotated[str, typer.Argument(help="A cadence file, or a shipped cadence.")],
    prospects: Csv,
    from_: From,
    reply: Replies = None,
    meeting: Meetings = None,
    click: Clicks = None,
    bounce: Bounces = None,
    opt_out: OptOuts = None,
    disposition: Dispositions = None,
    outage: Outages = None,
    skip_bad_rows: SkipBadRows = False,
    mailboxes: MailboxFile = None,
    html: Page = None,
    as_json: AsJson = False,
) -> None:
    """See every touch with its instant and why; nothing is sent, no server and no ledger needed.

    Every touch is performed when it is due, reps close every task at once as `done`, and nobody
    answers, except as the options say. EMAIL may be * for everybody; options may be repeated.
    Variants are those that the ledger would assign. The minute within a window goes by the
    enrollment, which does not exist yet: days are those of the real run, minutes are not.
    With --mailboxes mails wait for a slot of their mailbox, as they will when they are sent.

    Example: drumbeat simulate outbound-eight-touch --prospects examples/prospects.csv
    --from 2026-11-23T09:00:00-05:00 --reply '*@day-5-call:out_of_office'
    """
    given = simulating(cadence, moment(from_, "--from"))
    people = _people(prospects, skip_bad_rows, given)
    answers = {
        "reply": reply,
        "meeting_booked": meeting,
        "click": click,
        "bounce": bounce,
        "opt_out": opt_out,
        "disposition": disposition,
    }
    known = Known(people, given.steps, str(prospects))
    texts = chain.from_iterable(assumed(kind, answers[kind] or (), known) for kind in OPTIONS)
    assumptions = Assumptions(texts, outages(outage or ()))
    senders = mailboxes_of(mailboxes) if mailboxes else ()
    simulated = _simulated(given, people, assumptions, senders)
    _warn(assumptions, simulated)
    _tell(simulated, html, as_json)


def _people(csv: Path, skip_bad_rows: bool, given: Simulating) -> tuple[Prospect, ...]:
    """The prospects of the file. Raises `BadInput` for bad rows that are not to be skipped."""
    rows = read_prospects(csv)
    for row in rows.bad_rows:
        notice(f"{csv}:{row.line}: {row.reason}")
    if rows.bad_rows and not skip_bad_rows:
        raise BadInput("mend these rows, or leave them out with --skip-bad-rows")
    remark_on(csv, rows, (given.cadence, *given.others.values()))
    return identified(rows.prospects)


def _simulated(
    given: Simulating,
    people: Sequence[Prospect],
    assumptions: Assumptions,
    senders: Sequence[Mailbox],
) -> Simulated:
    """Everybody's way, each kept with what of the assumptions came true."""
    cases = [(person, assumptions.script_for(person)) for person in people]
    if senders:
        courses = given.courses(cases, senders)
    else:
        with progress_bar() as progress:
            listed = progress.track(cases, description="simulating")
            courses = [given.course(person, script) for person, script in listed]
    for person, course in zip(people, courses, strict=True):
        assumptions.note(person, course.unheard)
    return Simulated(given.cadence, given.start, people, courses)


def _warn(assumptions: Assumptions, simulated: Simulated) -> None:
    """Of what was assumed and never came, and of what the cadence runs into."""
    for never in assumptions.never_came():
        option = f"{OPTIONS[never.event.kind]} {never.text}"
        notice(f"{option} never came: there was no such touch, or an end before")
    for line in trouble_lines(simulated.courses):
        notice(line)


def _tell(simulated: Simulated, html: Path | None, as_json: bool) -> None:
    if html is not None:
        _write(html, page_of(simulated))
    if as_json:
        print_document(simulated.cadence, simulated.courses)
        return
    if html is None:
        print_courses(simulated.courses)
    for line in summary_lines(simulated.courses):
        print_line(line)
    if html is not None:
        print_line(f"written to {html}")


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--html {file}: cannot be written ({error.strerror})") from error
