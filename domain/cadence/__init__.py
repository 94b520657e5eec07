"""The cadence language: what a sales leader writes, checked and frozen.

Belongs here: the model of the file, its loading, its faults, the compact plan of a workflow.
Does not belong here: when a touch is due (`timing`), what good practice is (`linting`).
"""

from domain.cadence.cadence import Cadence, Variants
from domain.cadence.content import (
    Call,
    Content,
    Email,
    Filling,
    Link,
    LinkedIn,
    Research,
    Said,
    Sms,
    Task,
    Video,
    Voicemail,
    goes_by_itself,
)
from domain.cadence.events import DISPOSITIONS, REPLY_CLASSES, Reactions, Replies, StepReactions
from domain.cadence.experiments import Experiment, Variant
from domain.cadence.file import CadenceFile, load_cadence, read_cadence
from domain.cadence.plan import DEFAULT_REACTIONS, Plan, PlanExit, PlanStep
from domain.cadence.reactions import CONTINUE, FINISH, Patience, Reaction
from domain.cadence.rules import Compliance, Enrolling, Exit, Refuse, Rules, Silence
from domain.cadence.steps import (
    AnyStep,
    EmailStep,
    Overdue,
    Step,
    Timed,
    content_of,
    contents_of,
)
from domain.cadence.threads import email_of, thread_before
from domain.cadence.values import VARIABLE, WEEKDAYS, ZONES, Channel, Window, span_of, span_text
from domain.cadence.words import declared_in, files_in, templates_in, templates_of

__all__ = [
    "CONTINUE",
    "DEFAULT_REACTIONS",
    "DISPOSITIONS",
    "FINISH",
    "REPLY_CLASSES",
    "VARIABLE",
    "WEEKDAYS",
    "ZONES",
    "AnyStep",
    "Cadence",
    "CadenceFile",
    "Call",
    "Channel",
    "Compliance",
    "Content",
    "Email",
    "EmailStep",
    "Enrolling",
    "Exit",
    "Experiment",
    "Filling",
    "Link",
    "LinkedIn",
    "Overdue",
    "Patience",
    "Plan",
    "PlanExit",
    "PlanStep",
    "Reaction",
    "Reactions",
    "Refuse",
    "Replies",
    "Research",
    "Rules",
    "Said",
    "Silence",
    "Sms",
    "Step",
    "StepReactions",
    "Task",
    "Timed",
    "Variant",
    "Variants",
    "Video",
    "Voicemail",
    "Window",
    "content_of",
    "contents_of",
    "declared_in",
    "email_of",
    "files_in",
    "goes_by_itself",
    "load_cadence",
    "read_cadence",
    "span_of",
    "span_text",
    "templates_in",
    "templates_of",
    "thread_before",
]
