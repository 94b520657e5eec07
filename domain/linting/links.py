"""Where the links of a touch lead, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from domain.linting.measures import host_of, links_in
from domain.linting.phrases import SHORTENERS
from domain.linting.reading import Reading
from domain.linting.rule import Remark, warning
from domain.linting.sources import DRUMBEAT, SPAMASSASSIN, from_
from domain.linting.wording import HEARD, WRITTEN, Wording

MOST_LINKS = 2


@warning(
    remedy=f"keep at most {MOST_LINKS}, attachments included",
    source=from_(DRUMBEAT, "a mail that wants one answer has few ways out of it"),
)
def too_many_links(reading: Reading) -> Iterator[Remark]:
    """A mail has at most 2 links, attachments included."""
    for one in reading.wordings:
        if one.channel != "email":
            continue
        in_words = {key: len(set(links_in(one.full(key)))) for key in ("text", "html")}
        key = max(in_words, key=in_words.__getitem__)
        count = in_words[key] + len(one.links)
        if count > MOST_LINKS:
            yield Remark((*one.loc, key), f"{one.step.id!r} has {count} links")


@warning(
    remedy="give the address it leads to",
    source=from_(SPAMASSASSIN, "rules/25_url_shortener.cf"),
)
def shortened_links(reading: Reading) -> Iterator[Remark]:
    """No link hides behind a public shortener, which filters distrust."""
    for one in reading.wordings:
        if one.channel not in HEARD:
            continue
        for loc, link in _links(one):
            host = host_of(link)
            if host in SHORTENERS or host.partition(".")[2] in SHORTENERS:
                yield Remark(loc, f"{one.step.id!r} links through {host}")


def _links(one: Wording) -> Iterator[tuple[tuple[str | int, ...], str]]:
    keys = (*WRITTEN.get(one.channel, ()), *(["html"] if one.channel == "email" else []))
    for key in keys:
        for link in dict.fromkeys(links_in(one.full(key))):
            yield (*one.loc, key), link
    for number, attached in enumerate(one.links):
        yield (*one.loc, "attachments", number, "url"), attached.url


RULES = (too_many_links, shortened_links)
