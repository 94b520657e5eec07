"""What a rep reads to do a task: the step's words for this prospect, points and links."""

from __future__ import annotations

from collections.abc import Iterator

from domain.cadence import Content, Email, Research, content_of, email_of
from domain.enrollee import Enrollee
from domain.errors import MissingVariable
from domain.rendering import render, variables_of


def brief_of(enrollee: Enrollee, step: str, channel: str) -> str:
    """The words as plain text, a heading and its text each. Raises `InvalidTemplate`.

    Where the prospect lacks a variable the words stay as they were written, and the heading says
    what is missing: a rep can fill it in, and nobody reads a blank.
    """
    cadence = enrollee.cadence
    by_mail = channel == "email"
    content = email_of(cadence, step) if by_mail else content_of(cadence.by_id[step], channel)
    return "\n\n".join(_sections(content, enrollee))


def _sections(content: Content, enrollee: Enrollee) -> Iterator[str]:
    for key in content.templates:
        if template := getattr(content, key):
            yield _section(key.upper(), template, enrollee)
    for number, question in enumerate(_questions(content), 1):
        yield _section(f"QUESTION {number}", question, enrollee)
    for number, point in enumerate(content.talking_points, 1):
        yield _section(f"TALKING POINT {number}", point, enrollee)
    if isinstance(content, Research) and content.fills:
        yield f"FILL IN\n{', '.join(content.fills)}"
    for name in content.files if isinstance(content, Email) else ():
        yield f"FILE\n{name}"
    for link in content.attachments:
        yield f"LINK\n{link.title}: {link.url}"


def _questions(content: Content) -> tuple[str, ...]:
    return content.questions if isinstance(content, Research) else ()


def _section(heading: str, template: str, enrollee: Enrollee) -> str:
    try:
        words = render(template, variables_of(enrollee.prospect), enrollee.cadence.frozen_snippets)
    except MissingVariable as missing:
        return f"{heading} (needs {missing.variable})\n{template.strip()}"
    return f"{heading}\n{words.strip()}"
