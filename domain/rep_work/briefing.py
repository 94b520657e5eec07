"""What a rep reads to do a task: the step's words for this prospect, points and links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.cadence import Content, Email, Filling, Research, content_of, email_of
from domain.errors import MissingVariable
from domain.people.enrollee import Enrollee
from domain.rendering import render_for
from domain.rep_work.lengths import limits_of


@dataclass(frozen=True)
class Section:
    """A heading and its text; `missing` is the variable without which the words stay as written.

    `limit` is how many characters the channel takes, where it counts them.
    """

    heading: str
    words: str
    missing: str | None = None
    limit: int | None = None

    @property
    def is_too_long(self) -> bool:
        """Whether the channel would not take these words."""
        return self.limit is not None and len(self.words) > self.limit


def brief_of(enrollee: Enrollee, step: str, channel: str) -> str:
    """The words as plain text, a heading and its text each. Raises `InvalidTemplate`.

    Where the prospect lacks a variable the words stay as they were written, and the heading says
    what is missing: a rep can fill it in, and nobody reads a blank.
    """
    return "\n\n".join(map(_told, sections_of(enrollee, step, channel)))


def sections_of(enrollee: Enrollee, step: str, channel: str) -> tuple[Section, ...]:
    """The same, section by section, in the order in which a rep reads them."""
    cadence = enrollee.cadence
    by_mail = channel == "email"
    content = email_of(cadence, step) if by_mail else content_of(cadence.by_id[step], channel)
    return tuple(_sections(content, enrollee))


def _sections(content: Content, enrollee: Enrollee) -> Iterator[Section]:
    for key in content.templates:
        if template := getattr(content, key):
            yield _section(key.upper(), template, enrollee, limits_of(content).get(key))
    for number, question in enumerate(_questions(content), 1):
        yield _section(f"QUESTION {number}", question, enrollee)
    for number, point in enumerate(content.talking_points, 1):
        yield _section(f"TALKING POINT {number}", point, enrollee)
    if isinstance(content, Filling) and content.fills:
        yield Section("FILL IN", ", ".join(content.fills))
    for name in content.files if isinstance(content, Email) else ():
        yield Section("FILE", name)
    for link in content.attachments:
        yield Section("LINK", f"{link.title}: {link.url}")


def _questions(content: Content) -> tuple[str, ...]:
    return content.questions if isinstance(content, Research) else ()


def _section(heading: str, template: str, enrollee: Enrollee, limit: int | None = None) -> Section:
    try:
        words = render_for(enrollee, template)
    except MissingVariable as missing:
        return Section(heading, template.strip(), missing.variable, limit)
    return Section(heading, words.strip(), limit=limit)


def _told(section: Section) -> str:
    needs = f" (needs {section.missing})" if section.missing else ""
    return f"{section.heading}{needs}\n{section.words}"
