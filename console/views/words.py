"""The field's codes in plain words, all in one place; what is not listed reads as it is written."""

from __future__ import annotations

from collections.abc import Mapping

STATES: Mapping[str, str] = {
    "pending": "Starting",
    "active": "Active",
    "paused": "Paused",
    "finished": "Finished",
    "bounced": "Bounced",
    "opted_out": "Opted out",
    "failed": "Failed",
}
REASONS: Mapping[str, str] = {
    "absence": "Its rep is away",
    "already_started": "Another attempt had started it",
    "awaiting_answer": "Waiting for an answer to the last touch",
    "bad_address": "The mail server says there is no such address",
    "bounced": "The address was refused for good",
    "by_hand": "By hand",
    "cadence_paused": "The cadence is paused",
    "call_back_later": "Asked for another time",
    "clicked": "Clicked a link",
    "completed": "Went through the whole cadence",
    "condition": "A condition of the step left it out",
    "domain_full": "Enough mails to this company for today",
    "ended": "The enrollment had ended",
    "invalid_number": "This is no telephone number",
    "jumped": "Left out by a jump ahead",
    "ledger_unavailable": "Waiting for the ledger",
    "left_for_follow_ups": "The rest of today is kept for follow-ups",
    "login_refused": "The server refused the login",
    "lost": "The mail never arrived",
    "mail_refused": "The mail server refused the mail",
    "mail_server_away": "Waiting for the mail server",
    "mail_server_busy": "The mail server asked to come back later",
    "mailbox_fault": "Something is wrong with the mailbox",
    "mailbox_full": "The mailbox has sent all it may today",
    "mailbox_gap": "Waiting for its turn between two mails",
    "mailbox_hourly": "The mailbox has sent all it may this hour",
    "mailbox_paused": "The mailbox is paused",
    "manual": "By hand",
    "meeting_booked": "Booked a meeting",
    "missing_variable": "Something the words need is not known",
    "needs_attention": "Something unexpected happened; a person has to look",
    "no_mobile_number": "The number takes no text messages",
    "no_way_by_call": "No telephone number is known",
    "no_way_by_email": "No mail address is known",
    "no_way_by_linkedin": "No profile is known",
    "no_way_by_sms": "No telephone number is known",
    "no_way_by_video": "Neither a mail address nor a profile is known",
    "no_way_by_voicemail": "No telephone number is known",
    "opted_out": "Asked not to be contacted",
    "opted_out_of_texts": "The number wants no text messages",
    "out_of_office": "Out of office",
    "overdue": "The task was given up after its time",
    "paused": "The enrollment was paused",
    "recipient_full": "Their mailbox is full",
    "replied": "Answered",
    "send_again": "Somebody had it sent again",
    "snoozed": "Put off by its rep",
    "stop_pending": "Something has just come in",
    "suppressed": "On the list of those who may not be contacted",
    "switched": "Went on in another cadence",
    "text_provider_away": "Waiting for the provider of text messages",
    "text_provider_busy": "The provider of text messages asked to come back later",
    "text_refused": "The provider refused the text message",
    "window_passed": "Its hours of the day had passed",
    "wrong_person": "Named somebody else",
}
CHANNELS: Mapping[str, str] = {
    "email": "Email",
    "call": "Call",
    "voicemail": "Voicemail",
    "linkedin": "LinkedIn",
    "video": "Video",
    "sms": "Text message",
    "task": "Task",
    "research": "Research",
}
OUTCOMES: Mapping[str, str] = {
    "planned": "Planned",
    "held": "Waiting",
    "open": "With a rep",
    "in_doubt": "In doubt",
    "performed": "Done",
    "skipped": "Left out",
}
KINDS: Mapping[str, str] = {
    "reply": "Reply",
    "meeting_booked": "Meeting booked",
    "meeting_canceled": "Meeting canceled",
    "bounce": "Bounce",
    "soft_bounce": "Bounce that may pass",
    "opt_out": "Opt-out",
    "engagement": "Opened or clicked",
    "colleague_replied": "A colleague replied",
    "opportunity_opened": "Opportunity opened",
    "opportunity_won": "Opportunity won",
    "opportunity_lost": "Opportunity lost",
}
WORK: Mapping[str, str] = {
    "email_review": "Mail to look at",
    "in_doubt": "Mail in doubt",
    "linkedin_connect": "LinkedIn invitation",
    "linkedin_inmail": "LinkedIn InMail",
    "linkedin_message": "LinkedIn message",
    "missing_variable": "Something is missing",
    "sms": "Text message",
    "unmatched": "Fits nobody yet",
}
# Of users; where it is about a role, that comes after.
CHANGES: Mapping[str, str] = {
    "added": "let in as",
    "role": "made",
    "password": "given another password",
    "link": "given a link that signs them in",
    "signed_out": "signed out everywhere",
    "disabled": "shut out",
}
VERDICTS: Mapping[str, str] = {
    "accepted": "Taken",
    "unmatched": "Fits nobody",
    "weak": "Fits, but not for sure",
    "too_late": "After the end",
    "duplicate": "Came twice",
    "set_aside": "Set aside",
    "discarded": "Discarded",
    "reserved": "Being sent",
    "in_doubt": "In doubt",
    "sent": "Sent",
    "not_sent": "Not sent",
}


def state(code: str) -> str:
    """The state of an enrollment."""
    return STATES.get(code, _plain(code))


def reason(code: str) -> str:
    """Why something waits, stands still, was left out or ended."""
    return REASONS.get(code, _plain(code))


def channel(code: str) -> str:
    """A channel."""
    return CHANNELS.get(code, _plain(code))


def outcome(code: str) -> str:
    """How far a touch has come."""
    return OUTCOMES.get(code, _plain(code))


def kind(code: str) -> str:
    """What came in."""
    return KINDS.get(code, _plain(code))


def work(code: str) -> str:
    """A kind of rep work."""
    return WORK.get(code, _plain(code))


def verdict(code: str) -> str:
    """What became of what came in, or of a mail."""
    return VERDICTS.get(code, _plain(code))


def change(code: str) -> str:
    """What was done to a user."""
    return CHANGES.get(code, _plain(code))


def _plain(code: str) -> str:
    words = code.replace("_", " ").strip()
    return f"{words[:1].upper()}{words[1:]}"
