"""Things to test with; a test names only what matters to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from domain.cadence import Cadence, Step
from domain.enrollment import Enrollment, fold
from domain.facts import Fact
from domain.mailboxes import Mailbox
from domain.people.prospects import Prospect

_STEP: TypeAdapter[Step] = TypeAdapter(Step)

WORDS: dict[str, dict[str, object]] = {
    "email": {"subject": "Hello", "text": "Hi {{ first_name }}, one question."},
    "call": {"script": "Ask about the rollout."},
    "linkedin": {"message": "Hi {{ first_name }}, good to meet you."},
    "voicemail": {"script": "Say who you are."},
    "video": {"script": "Show the yard.", "message": "A minute for you."},
    "sms": {"text": "Shall I call at nine?"},
    "task": {"instructions": "Send the catalogue."},
    "research": {"questions": ["What is new?"]},
}
ROBIN = Mailbox("robin@northwind.example", "Robin Vale <robin@northwind.example>")
ADA = Prospect(
    id="p-ada",
    email="ada@example.com",
    phone="+4930901820",
    linkedin_url="https://www.linkedin.com/in/ada",
    timezone="Europe/Berlin",
    account="example.com",
    variables={"first_name": "Ada"},
)


def a_step(id: str = "intro", channel: str = "email", day: int = 1, **fields: object) -> Step:  # noqa: A002 -- the file's own word
    """A step as the cadence file would say it."""
    return _STEP.validate_python(
        {"id": id, "channel": channel, "day": day, **WORDS[channel], **fields}
    )


def a_cadence(
    name: str = "introduction", steps: Sequence[Step] | None = None, **fields: object
) -> Cadence:
    """A cadence of one mail, or of these steps."""
    compliance = {"postal_address": "1 Harbour Street, Bergen", "opt_out": "Reply 'no'."}
    given = {"name": name, "compliance": compliance, "steps": steps or [a_step()], **fields}
    return Cadence.model_validate(given)


def a_prospect(**fields: Any) -> Prospect:  # noqa: ANN401 -- whatever a prospect has
    """Ada, who can be reached on every channel."""
    return replace(ADA, **fields)


def an_enrollment(*facts: Fact) -> Enrollment:
    """The state after these facts."""
    return fold(facts)
