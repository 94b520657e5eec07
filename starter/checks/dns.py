"""What the world's DNS says of a mailbox's domain: who may send, by which key, and what if not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import dns.asyncresolver
import dns.exception
import dns.resolver

from config.mailbox_file import Dkim, MailboxEntry
from config.sections.section import LOOPBACK
from starter.checks.checkup import Checkup

ANSWERS_WITHIN = 5.0


class DnsAway(Exception):
    """No name server answers."""


@dataclass(frozen=True)
class Resolver:
    """Where names are looked up: the name servers of this machine, unless others are given."""

    nameservers: tuple[str, ...] = ()
    port: int = 53
    within: float = ANSWERS_WITHIN

    async def texts(self, name: str) -> list[str]:
        """The TXT records of a name, none where there is none. Raises `DnsAway`."""
        try:
            found = await self._asked().resolve(name, "TXT", lifetime=self.within, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise DnsAway(str(error)) from error
        # One record is several strings of at most 255 octets, to be joined (RFC 7208 section 3.3).
        return [b"".join(record.strings).decode(errors="replace") for record in found]

    def _asked(self) -> dns.asyncresolver.Resolver:
        try:
            resolver = dns.asyncresolver.Resolver(configure=not self.nameservers)
        except dns.resolver.NoResolverConfiguration as error:
            raise DnsAway(str(error)) from error
        if self.nameservers:
            resolver.nameservers = list(self.nameservers)
        resolver.port = self.port
        return resolver


async def check_dns(
    mailboxes: Sequence[MailboxEntry], resolver: Resolver | None = None
) -> list[Checkup]:
    """SPF, DMARC and DKIM of each mailbox's domain, each domain once.

    Mail that a catcher on this machine takes goes nowhere, so nothing is asked of its domain.
    """
    sending = [entry for entry in mailboxes if entry.smtp.host not in LOOPBACK]
    domains = dict.fromkeys(entry.bare.rpartition("@")[2] for entry in sending)
    keys = {(entry.dkim.domain, entry.dkim.selector): entry.dkim for entry in sending if entry.dkim}
    if not domains:
        return [Checkup("DNS", True, "not asked: mail goes no further than this machine")]
    asked = resolver or Resolver()
    of_each = [await _check(asked, domain, list(keys.values())) for domain in domains]
    return [checkup for of_one in of_each for checkup in of_one]


async def _check(resolver: Resolver, domain: str, keys: Sequence[Dkim]) -> list[Checkup]:
    signing = [key for key in keys if _is_of(key, domain)]
    try:
        found = [await _spf(resolver, domain), await _dmarc(resolver, domain)]
        found += [await _dkim(resolver, key) for key in signing]
    except DnsAway as away:
        why = f"DNS does not answer, so it is not known: {away}"
        return [Checkup(f"DNS of {domain}", None, why)]
    return found if signing else [*found, _unsigned(domain)]


async def _spf(resolver: Resolver, domain: str) -> Checkup:
    """RFC 7208: exactly one record (section 3.2), which says who may send for the domain."""
    what = f"SPF of {domain}"
    found = [t for t in await resolver.texts(domain) if re.match(r"v=spf1( |$)", t, re.IGNORECASE)]
    if not found:
        remedy = f"publish TXT at {domain}: v=spf1 include:(your mail provider) -all"
        return Checkup(what, False, "there is no record", remedy)
    if len(found) > 1:
        return Checkup(what, False, f"{len(found)} records void each other", "merge them")
    if re.search(r"(^| )\+?all( |$)", found[0], re.IGNORECASE):
        return Checkup(what, False, f"lets everybody send: {found[0]}", "end it with -all")
    return Checkup(what, True, found[0])


async def _dmarc(resolver: Resolver, domain: str) -> Checkup:
    """RFC 7489 section 6.6.3: at the domain itself, or at the one above it that is registered."""
    what = f"DMARC of {domain}"
    labels = domain.split(".")
    for first in range(max(1, len(labels) - 1)):
        name = f"_dmarc.{'.'.join(labels[first:])}"
        found = [text for text in await resolver.texts(name) if _tags(text).get("v") == "DMARC1"]
        if len(found) > 1:
            return Checkup(what, False, f"{len(found)} records at {name}", "keep one of them")
        if found and _tags(found[0]).get("p", "").lower() not in {"none", "quarantine", "reject"}:
            return Checkup(what, False, f"has no policy: {found[0]}", "give it p=none or more")
        if found:
            return Checkup(what, True, found[0])
    remedy = f"publish TXT at _dmarc.{domain}: v=DMARC1; p=none; rua=mailto:(who reads reports)"
    return Checkup(what, False, "there is no record", remedy)


async def _dkim(resolver: Resolver, key: Dkim) -> Checkup:
    """RFC 6376 section 3.6.1: the public key, which is empty where it has been revoked."""
    name = f"{key.selector}._domainkey.{key.domain}"
    what = f"DKIM of {key.domain}"
    found = [_tags(text) for text in await resolver.texts(name)]
    published = [tags["p"] for tags in found if "p" in tags and tags.get("v", "DKIM1") == "DKIM1"]
    if not published:
        remedy = f"publish TXT at {name}: v=DKIM1; k=rsa; p=(the public key)"
        return Checkup(what, False, f"there is no key at {name}", remedy)
    if not any(published):
        return Checkup(what, False, f"the key at {name} is revoked", "publish the present one")
    return Checkup(what, True, f"key at {name}")


def _unsigned(domain: str) -> Checkup:
    """Without a key of ours the provider may sign; we cannot know by which selector."""
    why = "we sign with no key; whether the mail provider does, a mail to yourself shows"
    return Checkup(f"DKIM of {domain}", None, why)


def _is_of(key: Dkim, domain: str) -> bool:
    """Whether a signature of the key's domain counts for the mailbox's (RFC 7489 section 3.1.1)."""
    ours, theirs = key.domain.casefold(), domain.casefold()
    return ours == theirs or theirs.endswith(f".{ours}") or ours.endswith(f".{theirs}")


def _tags(text: str) -> dict[str, str]:
    """Tags of a record, as in `v=DMARC1; p=none` (RFC 6376 section 3.2)."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, equals, value in pairs if equals}
