"""What outreach mail has to carry below its words (CAN-SPAM, 16 CFR part 316)."""

from __future__ import annotations

import html
import re

from activities.mail.opt_out import WayOut
from domain.cadence import Compliance

_LINE_END = re.compile(r"\r\n|\r|\n")
_END_OF_BODY = "</body>"


def with_footer(text: str, compliance: Compliance, way_out: WayOut | None) -> str:
    """The text with the footer below the signature mark (RFC 3676 section 4.3)."""
    page = f"{way_out.url}\n" if way_out else ""
    words = f"{compliance.opt_out}\n{page}{compliance.postal_address}"
    return f"{text.rstrip()}\n\n-- \n{words}\n"


def with_html_footer(markup: str, compliance: Compliance, way_out: WayOut | None) -> str:
    """The document with the footer at the end of its body; its words are the link."""
    words = _escaped(compliance.opt_out)
    if way_out:
        words = f'<a href="{html.escape(way_out.url)}" style="color:#666">{words}</a>'
    lines = f"{words}<br>{_escaped(compliance.postal_address)}"
    before, end, after = markup.rpartition(_END_OF_BODY)
    return f'{before}\n<p style="color:#666;font-size:12px">{lines}</p>\n{end}{after}'


def _escaped(words: str) -> str:
    return _LINE_END.sub("<br>", html.escape(words, quote=False))
