"""What is said on each channel. Words are Liquid templates; a new channel is one class here."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from domain.cadence.mail_files import FileName, images_in
from domain.cadence.values import WEB_PAGE, Part, VariableName, inconsistent, shortened

Words = Annotated[str, Field(min_length=1, max_length=20_000)]
Subject = Annotated[str, Field(min_length=1, max_length=500)]
# What providers take for one text message, in however many parts it travels (Twilio, 21617).
LONGEST_TEXT = 1_600


class Link(Part):
    """Something to read that goes with the touch, by its address."""

    title: str = Field(min_length=1, max_length=200)
    url: str = Field(pattern=WEB_PAGE, max_length=2_000)


class Said(Part):
    """What every channel may carry beside its words."""

    # The keys whose values are templates, in the order in which a person reads them.
    templates: ClassVar[tuple[str, ...]] = ()

    talking_points: tuple[Words, ...] = Field(default=(), max_length=20)
    attachments: tuple[Link, ...] = Field(default=(), max_length=10)


class Email(Said):
    """A mail, sent by itself or, with `review`, by a rep who has looked at it.

    Without a subject it continues the thread of the mail before.
    """

    templates = ("subject", "text", "html")

    channel: Literal["email"]
    subject: Subject | None = None
    text: Words | None = None
    html: str | None = Field(default=None, min_length=1, max_length=100_000)
    files: tuple[FileName, ...] = Field(default=(), max_length=10)
    review: bool = False
    track_clicks: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.text is None and self.html is None:
            raise inconsistent("the mail says nothing; add `text:`, or `html:` alone")
        return self

    @model_validator(mode="after")
    def _carries_each_once(self) -> Self:
        for number, name in enumerate(self.files):
            if name in self.files[:number]:
                words = f"{shortened(name)} stands here twice; a mail carries a file once"
                raise inconsistent(words, "files", number)
        return self

    @model_validator(mode="after")
    def _shows_what_it_carries(self) -> Self:
        for name in images_in(self.html or ""):
            if name not in self.files:
                words = f"shows {shortened(f'cid:{name}')}, which is none of its `files`; add it"
                raise inconsistent(words, "html")
        return self


class Call(Said):
    """A call that a rep makes: script, and what to say to the voicemail."""

    templates = ("script", "voicemail")

    channel: Literal["call"]
    script: Words
    voicemail: str | None = Field(default=None, max_length=5_000)


class Voicemail(Said):
    """A message left on the voicemail by a rep, without trying to talk."""

    templates = ("script",)

    channel: Literal["voicemail"]
    script: str = Field(min_length=1, max_length=5_000)


class LinkedIn(Said):
    """A LinkedIn touch that a rep does by hand."""

    templates = ("subject", "message")

    channel: Literal["linkedin"]
    kind: Literal["connect", "message", "inmail"] = "message"
    subject: str | None = Field(default=None, max_length=200)
    message: str = Field(min_length=1, max_length=5_000)


class Filling(Said):
    """What a rep finds out or makes becomes variables of the prospect, for later templates."""

    fills: tuple[VariableName, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _fills_each_once(self) -> Self:
        for number, name in enumerate(self.fills):
            if name in self.fills[:number]:
                words = f"{name!r} stands here twice; a variable is filled once"
                raise inconsistent(words, "fills", number)
        return self


class Video(Filling):
    """A short video that a rep records, and the words that go with its link."""

    templates = ("script", "message")

    channel: Literal["video"]
    script: Words
    message: Words


class Sms(Said):
    """A text message that a rep looks at and sends; without `review` it is sent by itself.

    By itself where a provider of text messages is set up, that is: elsewhere a rep sends it.
    """

    templates = ("text",)

    channel: Literal["sms"]
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    review: bool = True


class Task(Said):
    """Anything else that a person does."""

    templates = ("instructions",)

    channel: Literal["task"]
    instructions: Words


class Research(Filling):
    """What a rep finds out before the next touch."""

    channel: Literal["research"]
    questions: tuple[Words, ...] = Field(min_length=1, max_length=20)


def goes_by_itself(content: Said) -> bool:
    """Whether no rep has to look at these words before they go out."""
    return isinstance(content, Email | Sms) and not content.review


Content = Annotated[
    Email | Call | Voicemail | LinkedIn | Video | Sms | Task | Research,
    Field(discriminator="channel"),
]
