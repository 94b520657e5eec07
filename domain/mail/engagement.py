"""Which clicks are a person's: scanners and previews follow every link of a mail, often at once.

What a machine did is kept as `machine_click`, for whoever asks why nothing happened; a cadence
reacts to clicks of people alone, and to opens never.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

CLICK = "click"
MACHINE_CLICK = "machine_click"
KINDS = ("open", CLICK, MACHINE_CLICK)

# A person has to be told of the mail, to open it and to read it; scanners come before that.
TOO_SOON = timedelta(seconds=30)
# Nobody follows so many links of one mail within so short a time.
BURST, BURST_WITHIN = 3, timedelta(seconds=2)

# What security gateways, previews and programs call themselves (RFC 9110 section 10.1.5), in part.
MACHINES = (
    *("barracuda", "bingpreview", "bitdefender", "bot/", "bot;", "bytespider", "cloudmark"),
    *("crawler", "curl/", "existence discovery", "externalhit", "forcepoint", "go-http-client"),
    *("googleimageproxy", "headlesschrome", "http-client", "httpclient", "ironport", "java/"),
    *("libwww", "mimecast", "monitor", "okhttp", "phantomjs", "preview", "proofpoint", "proxy"),
    *("python-", "scanner", "skypeuri", "slackbot", "sophos", "spider", "symantec", "trendmicro"),
    *("urlcheck", "wget", "whatsapp", "yahoomailproxy", "zscaler"),
)


def kind_of_click(user_agent: str | None, method: str = "GET") -> str:
    """Whose click it is, by who says to have made it.

    None is a user agent that nobody has told us of; a request that names none is a machine's, as
    is one that asks for the headers alone.
    """
    if user_agent is None:
        return CLICK
    said = user_agent.strip().casefold()
    is_machine = not said or method == "HEAD" or any(name in said for name in MACHINES)
    return MACHINE_CLICK if is_machine else CLICK


def is_too_soon(clicked_at: datetime, sent_at: datetime | None) -> bool:
    """Whether the mail began to be sent so shortly before that nobody can have read it."""
    return sent_at is not None and clicked_at < sent_at + TOO_SOON


def is_burst(clicked_at: datetime, others: Iterable[datetime]) -> bool:
    """Whether it is one of many clicks in the same mail at once; `others` are without it."""
    near = sum(abs(clicked_at - other) <= BURST_WITHIN for other in others)
    return near + 1 >= BURST
