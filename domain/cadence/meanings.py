"""What each key of a cadence file means, in words for the person who writes it.

Editors show them beside the key (`schema`), and `docs/cadence-language.md` lists them.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

_DISPOSITIONS = {
    "connected": "The rep reached the person and little came of it.",
    "meaningful_conversation": "The rep had a real talk with the person.",
    "left_voicemail": "The rep left a message.",
    "no_answer": "Nobody answered.",
    "busy": "The line was busy.",
    "gatekeeper": "Somebody else answered and did not put the rep through.",
    "call_back_later": "The person asked for another time.",
    "wrong_number": "The number belongs to somebody else.",
    "not_interested": "The person said no.",
    "do_not_call": "The person does not want to be called.",
    "meeting_booked": "A meeting was agreed.",
    "done": "The task was done, and there is nothing else to say.",
}

# By the part of the model that declares the key.
MEANINGS: Mapping[str, Mapping[str, str]] = {
    "Playbook": {
        "name": "What the cadence is called everywhere. Publishing another file of the same name "
        "makes a new version.",
        "description": "What it is for, in a sentence.",
        "direction": "Whether we write first (outbound) or answer somebody who came to us.",
        "persona": "Whom it is written for.",
        "goal": "What a good end is.",
        "owner": "Who answers for the cadence; escalations go here.",
        "booking_link": "Where a meeting with the owner is booked. Reps have it on each task, and "
        "templates as {{ booking_link }}.",
        "tags": "Words to find it by.",
        "exclusivity_group": "Somebody is in one cadence of a group at a time.",
        "compliance": "What the law wants in every mail.",
        "variables": "The columns of your prospects that templates may name, beside the built-in "
        "ones: `required` where everybody has one, `optional` where a template says what stands "
        "there instead.",
        "snippets": "Words used more than once; a template puts them in with {% render 'name' %}.",
        "rules": "When anything may happen at all, where a step does not say otherwise.",
        "enrolling": "Who may come in.",
        "track_clicks": "Whether the links in the HTML of its mails lead through "
        "DRUMBEAT_PUBLIC_URL, so that clicks are heard of. A mail's own `track_clicks` goes first.",
        "on": "What the things that come in do. A step's own `on` goes first.",
        "exit": "What happens after the last touch when nobody has answered.",
        "experiments": "What is tried out: variants of steps, or whole other cadences.",
        "digests": "The SHA-256 of each of the `files` of its mails, by path. Drumbeat fills it in "
        "when it reads the files; one that is written here must agree.",
        "silence": "Findings of `drumbeat cadence lint` that are meant.",
        "steps": "The touches, in the order of their days.",
    },
    "Compliance": {
        "postal_address": "Where the sender gets mail; it closes every mail.",
        "opt_out": "How to stop the mails; it closes every mail.",
    },
    "Rules": {
        "timezone": "The IANA time zone of prospects whose own is not known.",
        "window": "From when to when a touch may start, in the prospect's zone.",
        "windows": "Windows by channel; they go before `window`, and a step's own before both.",
        "counting": "Whether the `day` of a step counts business days or all days.",
        "days": "The days of the week on which anything happens.",
        "holidays": "Whose public holidays are left out: `prospect` (of the prospect's country and "
        "region), `none`, a country such as US, or a region such as DE-BY.",
        "gap": "The least time between touches of one day, where a step has no `after`.",
        "spread": "Whether touches are spread over their window (hash) or come as early as they "
        "can (none).",
    },
    "Enrolling": {
        "again": "Whether somebody who has been through it may come again: `never`, `always`, or "
        "so long after the last time ended.",
        "rest": "The least time since the last touch of any cadence.",
        "same_account": "Whether colleagues may be in it at the same time (allow) or one person "
        "for each account (one).",
        "per_day": "How many come in on a day at most.",
        "refuse": "Who is never contacted.",
    },
    "Refuse": {
        "when": "The condition under which somebody is refused.",
        "because": "Why; whoever enrolls the person reads it.",
    },
    "Reactions": {
        "reply": "What a reply does: one reaction for whatever people answer, or one for each "
        "class of reply.",
        "meeting_booked": "A meeting was booked.",
        "meeting_canceled": "A meeting was canceled.",
        "bounce": "A mail could not be delivered. It can only finish.",
        "soft_bounce": "A mail could not be delivered for now, as to a full mailbox. The third "
        "with nothing heard in between counts as a bounce, whatever stands here.",
        "opt_out": "The person wants no more of this. It can only finish.",
        "click": "A link in a mail was clicked. Opens are not reliable and never do anything.",
        "colleague_replied": "Somebody else at the same account has replied.",
        "disposition": "How a rep says that a task went.",
    },
    "Replies": {
        "positive": "The person wants to go on.",
        "neutral": "An answer that is neither yes nor no.",
        "negative": "The person does not want to go on.",
        "unclassified": "Nobody has said yet what the answer means.",
        "out_of_office": "An automatic answer. A return date that it names goes before the span.",
        "automatic": "A machine confirms that a mail has come in, as ticket systems do.",
        "wrong_person": "The person says that somebody else is meant. With `refer`, whoever the "
        "reply names is enrolled there.",
        "unsubscribe": "The person wants no more mail. It can only finish, as `opted_out`.",
    },
    "Dispositions": _DISPOSITIONS,
    "StepReactions": {
        **_DISPOSITIONS,
        "click": "A link in this mail was clicked.",
        "no_response": "Nothing was heard for so long after this touch.",
    },
    "Exit": {
        "after": "How long an answer is still awaited after the last touch.",
        "outcome": "What the enrollment is then said to have come to.",
        "then": "The cadence to go on with.",
        "rest": "How long the person is left alone before that.",
    },
    "Experiment": {
        "id": "What the experiment is called in reports.",
        "description": "What it is to find out.",
        "variants": "The arms. Who gets which is decided once for each enrollment and stays.",
    },
    "Variant": {
        "id": "What the variant is called in reports.",
        "weight": "How often it is chosen, beside the weights of the others; 0 is never.",
        "steps": "Keys that differ from those of the steps below, by the id of the step. A variant "
        "without any is the control.",
        "cadence": "Another cadence, in place of this one.",
    },
    "Silence": {
        "rule": "The rule whose findings are meant.",
        "because": "Why.",
    },
    "Said": {
        "talking_points": "What the rep should have in mind; only the rep sees it.",
        "attachments": "Things to read that go with the touch, by their addresses.",
    },
    "Link": {"title": "What it is.", "url": "Where it is."},
    "Email": {
        "channel": "A mail, sent by itself.",
        "subject": "The subject line. A mail without one continues the thread of the mail before, "
        "under the subject of that.",
        "text": "The mail as plain text. Where only `html` stands, it is made of that.",
        "html": "The mail as HTML, beside the text or alone. An image of `files` stands in it as "
        '`<img src="cid:NAME">`.',
        "files": "Files that go with the mail, by their paths beside the cadence file: 5 MiB each, "
        "10 MiB a mail.",
        "review": "Whether a rep looks at it and sends it.",
        "track_clicks": "Whether its links are followed; without it, as the cadence says.",
    },
    "Call": {
        "channel": "A call that a rep makes.",
        "script": "What the rep says and asks.",
        "voicemail": "What the rep says where only the voicemail answers.",
    },
    "Voicemail": {
        "channel": "A message that a rep leaves without trying to talk.",
        "script": "The message.",
    },
    "LinkedIn": {
        "channel": "A touch on LinkedIn that a rep does by hand.",
        "kind": "What is sent: a request to connect with a note, a message, or an InMail.",
        "subject": "The subject line of an InMail.",
        "message": "The words; a note of a request to connect has 300 characters at most.",
    },
    "Video": {
        "channel": "A short video that a rep records and sends.",
        "script": "What to say and to show.",
        "message": "The words that go with the video's link.",
    },
    "Sms": {
        "channel": "A text message.",
        "text": "The message.",
        "review": "Whether a rep looks at it and sends it; else it goes by itself, where Twilio is "
        "set up.",
    },
    "Task": {
        "channel": "Anything else that a rep does.",
        "instructions": "What there is to do.",
    },
    "Research": {
        "channel": "Something that a rep finds out before the next touch.",
        "questions": "What to find out.",
    },
    "Filling": {
        "fills": "The variables that the answers, or the link of the video, become.",
    },
    "Timed": {
        "id": "What the step is called in reports, jumps and conditions.",
        "day": "On which day it is due; day 1 is the first allowed day.",
        "window": "From when to when it may start, in the prospect's zone.",
        "at": "The time of day at which it is due, in the prospect's zone.",
        "after": "The least time to earlier touches of the same day.",
        "spread": "Whether it is spread over its window (hash) or comes as early as it can (none).",
        "blocking": "Whether nothing later starts before this task is done.",
        "due": "How long the rep has for the task; without it, until its window closes.",
        "overdue": "What happens to a task that nobody does: `wait`, or after so many days of the "
        "cadence `escalate` it to the owner, `skip` it, or both.",
        "when": "The condition under which the step is taken at all.",
        "otherwise": "What happens where `when` is not met; the step is left out in any case.",
        "on": "What this step brings about. It goes before the cadence's own `on`.",
        "alternatives": "The same on other channels, for people whom this one does not reach.",
    },
    "Overdue": {
        "escalate": "After how many days the owner is told.",
        "skip": "After how many days the task is given up.",
    },
}


def meaning_of(part: type[BaseModel], key: str) -> str:
    """What this key of this part of the file means; empty where nobody has said."""
    said = (MEANINGS.get(of.__name__, {}).get(key) for of in part.__mro__)
    return next(filter(None, said), "")
