"""Cadences that are too dense, too thin, too narrow, at the wrong hour or begin weakly."""

from __future__ import annotations

from tests.domain.linting.cases import Case
from tests.domain.linting.good_cadence import GOOD, edited, of_steps, without_steps


def _on_days(*days: int) -> str:
    text = GOOD
    for old, new in zip((12, 10, 8, 7, 5, 4, 3), reversed(days), strict=True):
        text = text.replace(f"    day: {old}\n", f"    day: {new}\n", 1)
    return text


PACE = [
    Case("too-few-touches", without_steps("mail-7"), "^steps:", "7 touches"),
    Case(
        "too-few-touches",
        of_steps("call", "email", "linkedin", "call", "email", days=(1, 6, 11, 16, 21)),
        "^steps:",
        "5 touches in all, where 8 pay off",
    ),
    Case(
        "too-few-touches",
        of_steps("call", "email", "linkedin", "call").replace("outbound", "inbound"),
        "^steps:",
        "4 touches in all, where 5 pay off",
    ),
    Case("too-short", _on_days(2, 2, 3, 3, 4, 4, 4), "call-8 > day:", "within 4 days"),
    Case("too-long", of_steps(*["call"] * 16), "- id: step-16", "16 touches are more than 15"),
    Case("too-long", _on_days(3, 4, 5, 7, 8, 18, 31), "call-8 > day:", "more than six weeks"),
    Case("too-aggressive", _on_days(3, 4, 5, 5, 5, 10, 12), "- id: message-6", "one of 3 touches"),
    Case(
        "too-aggressive",
        of_steps(*["email", "call"] * 8, days=tuple(1 + n // 2 for n in range(16))),
        "- id: step-16",
        "touch 16 within two weeks (days 1 to 8)",
    ),
    Case("long-silence", _on_days(3, 4, 5, 7, 8, 10, 21), "call-8 > day:", "11 days of silence"),
    Case("uniform-spacing", _on_days(3, 5, 7, 9, 11, 13, 15), "^steps:", "comes 2 days after"),
]
CHANNELS = [
    Case("single-channel", of_steps(*["call"] * 8), "^steps:", "every touch comes by telephone"),
    Case("few-channels", of_steps(*["call", "email"] * 4), "^steps:", "email and telephone"),
    Case("no-phone", of_steps(*["email", "linkedin"] * 4), "^steps:", "nobody is called"),
    Case("all-automatic", of_steps(*["email"] * 8), "^steps:", "no person ever looks"),
]
ONE_DAY = edited(("    day: 3\n    channel: call\n", "    day: 1\n    channel: call\n"))
ORDER = [
    Case(
        "never-on-its-day",
        ONE_DAY.replace(
            "  window: 08:00-17:00\n", "  window: 08:00-17:00\n  windows: {linkedin: 16:30-17:00}\n"
        ).replace('    window: 08:00-12:00\n    subject: "Trucks', '    subject: "Trucks'),
        "call-2",
        "'call-2' by call can never follow 'mail-1' by linkedin on day 1",
    ),
    Case(
        "never-on-its-day",
        edited(
            (
                "  - id: connect-3\n    day: 4\n",
                "  - id: connect-3\n    day: 3\n    at: '10:00'\n",
            ),
            ("    day: 3\n    channel: call\n", "    day: 3\n    when: title\n    channel: call\n"),
        ),
        "connect-3",
        "'connect-3' by linkedin can never follow 'call-2' by call on day 3",
    ),
]
HOURS = [
    Case(
        "no-window", edited(("  window: 08:00-17:00\n", "")), "rules:", "2 touches have no window"
    ),
    Case("no-zone", edited(("  timezone: America/New_York\n", "")), "rules:", "hours of UTC"),
    Case(
        "unsocial-hours",
        edited(("window: 08:00-12:00", "window: 06:00-12:00")),
        "mail-1 > window:",
        "may come by email at 06:00-12:00",
    ),
    Case(
        "unsocial-hours",
        edited(("window: 13:00-17:00", "window: 13:00-19:00")),
        "call-2 > window:",
        "outside 08:00-18:00",
    ),
    Case(
        "unsocial-hours",
        edited(("window: 08:00-17:00", "window: 06:30-17:00")),
        "  window: 06:30",
        "'connect-3' may come by linkedin",
    ),
    Case(
        "unsocial-hours",
        edited(("  gap: 1h", "  windows: {linkedin: 08:00-21:00}")),
        "windows:",
        "at 08:00-21:00",
    ),
    Case(
        "unsocial-hours",
        edited(("window: 13:00-17:00", "window: 13:00-19:00\n    at: '18:30'")),
        "call-2 > at:",
        "by call at 18:30",
    ),
    Case("weekend-touches", edited(("fri]", "fri, sat]")), "days:", "touches may come on sat"),
    Case(
        "same-hour",
        GOOD.replace("    window: 08:00-12:00\n", "")
        .replace("    window: 13:00-17:00\n", "")
        .replace("08:00-17:00", "09:00-11:30"),
        "^steps:",
        "every touch comes between 09:00 and 11:30",
    ),
]
OPENINGS = [
    Case(
        "weak-first-touch",
        edited(
            ("\"Trucks waiting at {{ company | default: 'your docks' }}\"", "Trucks waiting"),
            ("      {% if trigger %}I read about {{ trigger }}.{% endif %}\n", ""),
        ),
        "- id: mail-1",
        "knows nothing but first_name",
    ),
    Case(
        "weak-first-touch",
        of_steps("voicemail", *["call", "email", "linkedin"] * 3),
        "step-1 > channel:",
        "begin with a mail",
    ),
    Case(
        "inbound-too-slow",
        edited(("outbound", "inbound")),
        "- id: mail-1",
        "'mail-1' may come at any time in 08:00-12:00",
    ),
    Case(
        "inbound-too-slow",
        of_steps("research", *["call", "email", "linkedin"] * 2).replace("outbound", "inbound"),
        "step-2 > day:",
        "on day 3 only",
    ),
    Case(
        "inbound-too-slow",
        edited(("outbound", "inbound"), ("    window: 08", "    at: '09:30'\n    window: 08")),
        "mail-1 > at:",
        "waits until 09:30",
    ),
    Case(
        "outbound-too-fast",
        edited(("    day: 3\n", "    day: 1\n    after: 5m\n")),
        "call-2 > after:",
        "'call-2' may come 5m after 'mail-1'",
    ),
]
