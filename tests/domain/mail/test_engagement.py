"""Which clicks are a person's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.mail.engagement import BURST, TOO_SOON, is_burst, is_too_soon, kind_of_click

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
)
SCANNERS = (
    "",
    "  ",
    "curl/8.5.0",
    "python-requests/2.31.0",
    "Go-http-client/1.1",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0 Safari/537.36",
    "Microsoft Office Existence Discovery",
    "facebookexternalhit/1.1",
    "BarracudaCentral",
)


@pytest.mark.parametrize("agent", [*BROWSERS, None])
def test_a_browser_is_a_person(agent: str | None) -> None:
    """As is whoever nobody has told us of."""
    assert kind_of_click(agent) == "click"


@pytest.mark.parametrize("agent", SCANNERS)
def test_a_scanner_is_a_machine(agent: str) -> None:
    """As is a request that names no program at all."""
    assert kind_of_click(agent) == "machine_click"


def test_who_asks_for_headers_alone_reads_nothing() -> None:
    """HEAD is how links are checked."""
    assert kind_of_click(BROWSERS[0], "HEAD") == "machine_click"


def test_a_click_too_soon_after_the_mail_began_is_a_machines() -> None:
    """To the second; where nobody knows when it began, no click is too soon."""
    assert is_too_soon(NOON + TOO_SOON - SECOND, NOON)
    assert not is_too_soon(NOON + TOO_SOON, NOON)
    assert not is_too_soon(NOON, None)


def test_many_clicks_at_once_are_a_burst() -> None:
    """So many within two seconds, whichever came first."""
    near = [NOON + SECOND] * (BURST - 1)

    assert is_burst(NOON, near)
    assert is_burst(NOON + 2 * SECOND, near)
    assert not is_burst(NOON, near[1:])
    assert not is_burst(NOON - 2 * SECOND, near)
