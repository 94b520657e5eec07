"""The HTML of mails, cleaned so that it can be looked at: no script, no link, nothing from afar."""

from __future__ import annotations

import nh3

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd"),
    *("div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li"),
    *("ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td"),
    *("tfoot", "th", "thead", "tr", "u", "ul"),
}
# Looks alone: an address could be followed by a click, and a click tells the sender of the mail.
LOOKS = {
    *("align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "color", "colspan"),
    *("height", "lang", "dir", "rowspan", "style", "title", "valign", "width"),
}
SHELL = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Mail</title></head>'
    '<body style="font-family: system-ui, sans-serif; background: #fff; color: #111">'
)


def shown(html: str) -> str:
    """A page of its own that shows the mail as it looks."""
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": LOOKS, "img": {"src"}},
        url_schemes={"data"},
        link_rel=None,
        strip_comments=True,
    )
    return f"{SHELL}{clean}</body></html>\n"
