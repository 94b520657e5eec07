"""Mails whose HTML says or does what it should not."""

from __future__ import annotations

from tests.domain.linting.cases import Case
from tests.domain.linting.good_cadence import edited


def with_html(html: str) -> str:
    """The good cadence with this HTML beside the text of its second mail."""
    said = html.replace('"', "'")
    return edited(("    subject: A ten", f'    html: "{said}"\n    subject: A ten'))


HTML = [
    *(
        Case("forbidden-markup", with_html(html), "mail-4 > html:", says)
        for html, says in (
            ("<p>A count.</p><SCRIPT>alert(1)</SCRIPT>", "has <script>"),
            ("<p onClick='x()'>A count.</p>", "has onclick="),
            ("<a href=' java&#10;script:x()'>A count.</a>", "has href=javascript:"),
            ("<form action=x><input name=y></form>", "has <form>, <input>"),
            ("<iframe src=x></iframe>", "has <iframe>"),
        )
    ),
    Case(
        "too-many-images",
        with_html("".join(f"<img src=https://a.example/{number}.png>" for number in range(3))),
        "mail-4 > html:",
        "loads 3 pictures",
    ),
    Case(
        "spam-words", with_html("<p>Click&nbsp;<b>here</b></p>"), "mail-4 > html:", "“click here”"
    ),
    Case(
        "exclamation-marks", with_html("<p>Yes! Yes! Yes!</p>"), "mail-4 > html:", "3 exclamation"
    ),
    Case(
        "too-many-links",
        with_html("".join(f"<a href='https://a.example/{number}'>a</a>" for number in range(3))),
        "mail-4 > html:",
        "3 links",
    ),
    Case(
        "fake-reply",
        edited(
            ("direction: outbound", "direction: inbound"),
            ('subject: "Trucks waiting', 'subject: "Re: Trucks waiting'),
        ),
        "mail-1 > subject:",
        "begins with 'Re:'",
    ),
]
