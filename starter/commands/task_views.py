"""How tasks read: the rows of the list, and the card of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from domain.rep_work.briefing import Section
from domain.telephony.calls import PlacedCall
from ledger.records import TaskRow
from ledger.records.rep_work import Earlier, TaskCard
from starter.output import moment, print_line, print_table

COLUMNS = ("task", "kind", "prospect", "owner", "due", "until", "detail")


def summary_of(row: TaskRow) -> dict[str, object]:
    """One entry of `task list --json`."""
    return {key: value for key, value in asdict(row).items() if key != "workflow_id"}


def print_tasks(rows: Sequence[TaskRow]) -> None:
    """The table of `task list`."""
    cells = [
        (
            row.task,
            row.kind,
            row.prospect,
            row.owner,
            moment(row.due_at),
            moment(row.until),
            row.detail,
        )
        for row in rows
    ]
    print_table(COLUMNS, cells, "no open tasks")


def whole_of(card: TaskCard) -> dict[str, object]:
    """The document of `task show --json`: the task's own keys, and the card's beside them."""
    left_out = {"task", "consequences"}
    rest = {key: value for key, value in asdict(card).items() if key not in left_out}
    consequences = {word: str(follows) for word, follows in card.consequences.items()}
    return {**summary_of(card.task), **rest, "consequences": consequences}


def print_card(card: TaskCard) -> None:
    """The card of `task show`."""
    for line in _lines(card):
        print_line(line)


def _lines(card: TaskCard) -> Iterator[str]:
    task = card.task
    overdue = ", overdue" if card.is_overdue else ""
    yield f"{task.kind} for {task.prospect}, due {moment(task.due_at, card.timezone)}{overdue}"
    yield f"{_who(card)}; there it is {card.local_now:%a %H:%M} ({card.timezone})"
    if card.why:
        yield f"why: {card.why}"
    if card.take:
        yield f"{card.take.by} has taken it until {moment(card.take.until)}"
    yield from (f"{name}: {link}" for name, link in card.links.items())
    if task.detail:
        yield task.detail
    for section in card.sections:
        yield f"\n{_heading(section)}\n{section.words}"
    yield from _calls(card)
    yield from _before(card)
    yield "\nWHAT COMES NEXT"
    yield from (f"{word} {follows}" for word, follows in card.consequences.items())


def _who(card: TaskCard) -> str:
    owner = f"{card.task.owner}'s" if card.task.owner else "everybody's"
    known = (card.name, card.account, f"{owner} to do")
    return ", ".join(each for each in known if each)


def _heading(section: Section) -> str:
    notes = [f"needs {section.missing}"] if section.missing else []
    if section.limit is not None:
        notes.append(f"{len(section.words)} of {section.limit} characters")
    return f"{section.heading} ({'; '.join(notes)})" if notes else section.heading


def _calls(card: TaskCard) -> Iterator[str]:
    """The calls that were placed for the task, and what was reported of each."""
    if card.calls:
        yield "\nCALLS"
    for each in card.calls:
        yield f"{moment(each.at, card.timezone)}  {each.attempt}, by {each.by}: {_went(each)}"


def _went(call: PlacedCall) -> str:
    if call.is_in_doubt:
        return "in doubt, the provider never answered"
    seconds = (f", {each.seconds} s" if each.seconds is not None else "" for each in call.reports)
    told = [
        f"{each.leg} {each.status.replace('_', ' ')}{lasted}"
        for each, lasted in zip(call.reports, seconds, strict=True)
    ]
    if call.is_drop_in_doubt:
        told.append("voicemail in doubt, the provider never answered")
    return "; ".join(told)


def _before(card: TaskCard) -> Iterator[str]:
    earlier = sorted((*card.touches, *card.replies, *card.notes), key=lambda each: each.at)
    if earlier:
        yield "\nBEFORE"
    for each in earlier:
        yield f"{moment(each.at, card.timezone)}  {_told(each)}"


def _told(each: Earlier) -> str:
    by = f" by {each.by}" if each.by else ""
    note = f": {each.note}" if each.note else ""
    known = (each.step, each.channel, each.how)
    return f"{' · '.join((each.what, *(k for k in known if k)))}{by}{note}"
