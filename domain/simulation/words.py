"""Whether a touch's words can be said to a prospect, by the functions that write the real ones."""

from __future__ import annotations

from dataclasses import replace

from domain.cadence import Content, Email, Filling, content_of, goes_by_itself
from domain.cadence.words import templates_in
from domain.errors import InvalidTemplate, MissingVariable
from domain.people.enrollee import Enrollee
from domain.rendering import render_for, words_by_mail


def missing_in(enrollee: Enrollee, step_id: str, channel: str) -> str | None:
    """The first variable that the words need and the prospect lacks.

    Raises `InvalidTemplate` where a mail cannot be made of this prospect's values.
    """
    content = content_of(enrollee.cadence.by_id[step_id], channel)
    try:
        if isinstance(content, Email):
            words_by_mail(enrollee, step_id)
        else:
            _render_all(content, enrollee)
    except MissingVariable as missing:
        return missing.variable
    except InvalidTemplate:
        # A rep reads such words as they were written; only a mail cannot go out.
        if isinstance(content, Email):
            raise
    return None


def _render_all(content: Content, enrollee: Enrollee) -> None:
    for _, template in templates_in(content, ()):
        render_for(enrollee, template)


def is_sent_by_itself(enrollee: Enrollee, step_id: str, channel: str) -> bool:
    """Whether no rep has to look at the touch."""
    return goes_by_itself(content_of(enrollee.cadence.by_id[step_id], channel))


def with_findings(enrollee: Enrollee, step_id: str, channel: str | None) -> Enrollee:
    """The enrollee once a rep has done the step: nothing that it fills is missing.

    What was found is not known, so each stands as its own name.
    """
    content = content_of(enrollee.cadence.by_id[step_id], channel or "")
    if not isinstance(content, Filling):
        return enrollee
    known = {name: f"[{name}]" for name in content.fills} | enrollee.prospect.variables
    return replace(enrollee, prospect=replace(enrollee.prospect, variables=known))
