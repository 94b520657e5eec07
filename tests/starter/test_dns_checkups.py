"""What doctor says of the DNS of sending domains, asked of a real name server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from config.mailbox_file import Access, Dkim, MailboxEntry
from config.secret import Secret
from starter.checks.checkup import Checkup
from starter.checks.dns import Resolver, check_dns
from starter.stack.ports import free_port
from tests.dns_server import a_name_server

RELAY = Access(host="smtp.provider.example", port=587, tls="starttls")
KEY = Dkim(domain="northwind.example", selector="s1", key=Secret(env="KEY"))
ROBIN = MailboxEntry(address="Robin <robin@northwind.example>", smtp=RELAY, dkim=KEY)
GOOD = {
    "northwind.example": [
        '"google-site-verification=x"',
        '"v=spf1 include:_spf." "x.example -all"',
    ],
    "_dmarc.northwind.example": ['"v=DMARC1; p=none; rua=mailto:d@northwind.example"'],
    "s1._domainkey.northwind.example": ['"v=DKIM1; k=rsa; p=MIGf" "MA0G"'],
}


async def found(
    records: Mapping[str, Sequence[str]], *mailboxes: MailboxEntry
) -> dict[str, Checkup]:
    async with a_name_server(records) as port:
        resolver = Resolver(("127.0.0.1",), port)
        findings = await check_dns(mailboxes or (ROBIN,), resolver)
    return {finding.what.split()[0]: finding for finding in findings}


async def test_a_domain_that_is_well() -> None:
    """Each record is shown as it is, its strings joined."""
    findings = await found(GOOD)

    assert {what: each.ok for what, each in findings.items()} == {
        "SPF": True,
        "DMARC": True,
        "DKIM": True,
    }  # fmt: skip -- one line
    assert findings["SPF"].finding == "v=spf1 include:_spf.x.example -all"
    assert findings["DKIM"].finding == "key at s1._domainkey.northwind.example"


@pytest.mark.parametrize(
    ("name", "texts", "what", "finding"),
    [
        ("northwind.example", [], "SPF", "there is no record"),
        ("northwind.example", ['"v=spf10 all"'], "SPF", "there is no record"),
        ("northwind.example", ['"v=spf1 -all"', '"v=spf1 mx ~all"'], "SPF", "2 records void"),
        ("northwind.example", ['"v=spf1 +all"'], "SPF", "lets everybody send"),
        ("_dmarc.northwind.example", [], "DMARC", "there is no record"),
        ("_dmarc.northwind.example", ['"v=DMARC1; rua=x"'], "DMARC", "has no policy"),
        (
            "_dmarc.northwind.example",
            ['"v=DMARC1;p=none"', '"v=DMARC1;p=reject"'],
            "DMARC",
            "2 records at _dmarc",
        ),
        ("s1._domainkey.northwind.example", [], "DKIM", "there is no key at s1._domainkey"),
        ("s1._domainkey.northwind.example", ['"v=DKIM1; p="'], "DKIM", "the key at s1"),
    ],
)
async def test_what_is_wrong_is_said_with_a_remedy(
    name: str, texts: list[str], what: str, finding: str
) -> None:
    """One record at a time, the others being well."""
    findings = await found({**GOOD, name: texts})

    assert findings[what].ok is False
    assert findings[what].finding.startswith(finding)
    assert findings[what].remedy
    assert [each for each in findings.values() if each.ok is False] == [findings[what]]


async def test_a_policy_of_the_domain_above_counts() -> None:
    """A mailbox at a subdomain has the DMARC record of its organisation."""
    below = MailboxEntry(address="robin@go.northwind.example", smtp=RELAY, dkim=KEY)

    findings = await found({**GOOD, "go.northwind.example": ['"v=spf1 -all"']}, below)

    assert [each.ok for each in findings.values()] == [True, True, True]


async def test_a_domain_without_a_key_of_ours_is_not_judged() -> None:
    """The provider may sign by a selector that we do not know."""
    findings = await found(GOOD, ROBIN.model_copy(update={"dkim": None}))

    assert (findings["DKIM"].ok, findings["SPF"].ok) == (None, True)


async def test_a_name_server_that_is_away_is_said_to_be() -> None:
    """Neither well nor wrong: not known."""
    resolver = Resolver(("127.0.0.1",), free_port(), within=0.2)

    (finding,) = await check_dns([ROBIN], resolver)

    assert (finding.what, finding.ok) == ("DNS of northwind.example", None)
    assert finding.finding.startswith("DNS does not answer, so it is not known: ")


async def test_mail_for_a_catcher_needs_no_records() -> None:
    """Nothing is asked of anybody where mail goes no further than this machine."""
    local = ROBIN.model_copy(update={"smtp": Access(host="127.0.0.1", port=1025, tls="none")})

    (finding,) = await check_dns([local], Resolver(("127.0.0.1",), free_port(), within=0.1))

    assert (finding.ok, finding.finding) == (
        True,
        "not asked: mail goes no further than this machine",
    )
