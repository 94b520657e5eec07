"""What a cadence file says, key by key; that it hangs together is for `Cadence` to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Literal

from pydantic import Field

from domain.cadence.content import Email
from domain.cadence.events import Reactions
from domain.cadence.experiments import Experiment
from domain.cadence.mail_files import Digest, FileName
from domain.cadence.rules import Compliance, Enrolling, Exit, Rules, Silence
from domain.cadence.steps import AnyStep, Step
from domain.cadence.values import WEB_PAGE, Part, Slug, VariableName, Window

Snippets = tuple[tuple[str, str], ...]


class Playbook(Part):
    """A planned sequence of touches, as written."""

    name: Slug
    description: str = Field(default="", max_length=1_000)
    direction: Literal["outbound", "inbound"] = "outbound"
    persona: str = Field(default="", max_length=200)
    goal: str = Field(default="", max_length=200)
    owner: str | None = Field(default=None, max_length=200)
    booking_link: str | None = Field(default=None, pattern=WEB_PAGE, max_length=1_000)
    tags: tuple[Slug, ...] = Field(default=(), max_length=20)
    exclusivity_group: Slug = "default"
    compliance: Compliance
    variables: dict[VariableName, Literal["optional", "required"]] = Field(default={})
    snippets: dict[VariableName, str] = Field(default={})
    rules: Rules = Rules()
    enrolling: Enrolling = Enrolling()
    track_clicks: bool = False
    on: Reactions = Reactions()
    exit: Exit = Exit()
    experiments: tuple[Experiment, ...] = Field(default=(), max_length=10)
    digests: dict[FileName, Digest] = Field(default={})
    silence: tuple[Silence, ...] = Field(default=(), max_length=50)
    steps: tuple[Step, ...] = Field(min_length=1, max_length=100)

    @cached_property
    def by_id(self) -> Mapping[str, AnyStep]:
        """The steps by their ids."""
        return {step.id: step for step in self.steps}

    @cached_property
    def frozen_snippets(self) -> Snippets:
        """The snippets as one hashable value."""
        return tuple(sorted(self.snippets.items()))

    def window_of(self, step: AnyStep, channel: str) -> Window:
        """The step's own window, else the channel's, else the cadence's."""
        by_channel: Mapping[str, Window] = dict(self.rules.windows.items())
        return step.window or by_channel.get(channel) or self.rules.window

    def gap_of(self, step: AnyStep) -> timedelta:
        """The least time between this step and earlier ones of the same day."""
        return self.rules.gap if step.after is None else step.after

    def tracks_clicks(self, mail: Email) -> bool:
        """Whether the links of the mail are followed."""
        return self.track_clicks if mail.track_clicks is None else mail.track_clicks

    def spread_of(self, step: AnyStep) -> Literal["hash", "none"]:
        """Whether the step is spread over its window."""
        return step.spread or self.rules.spread
