"""The HTML of a mail: what may not stand in it, and how many pictures it loads."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from domain.linting.reading import Reading
from domain.linting.rule import Remark, error, warning
from domain.linting.sources import DRUMBEAT, SPAMASSASSIN, from_

MOST_IMAGES = 2
FORBIDDEN = frozenset(
    {"applet", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input"}
    | {"link", "meta", "object", "script", "select", "textarea"}
)
ADDRESSES = frozenset({"action", "background", "formaction", "href", "src"})
# What a browser leaves out of an address before it looks at how it begins (URL standard, 4.4).
_IGNORED = str.maketrans("", "", "".join(map(chr, range(33))))


class _Markup(HTMLParser):
    """What stands in a piece of HTML that no mail may have, and its remote pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forbidden: list[str] = []
        self.images: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag with its attributes, both in lower case."""
        if tag in FORBIDDEN:
            self.forbidden.append(f"<{tag}>")
        for name, value in attrs:
            address = (value or "").translate(_IGNORED).casefold()
            if name.startswith("on"):
                self.forbidden.append(f"{name}=")
            elif name in ADDRESSES and address.startswith(("javascript:", "vbscript:")):
                self.forbidden.append(f"{name}={address.partition(':')[0]}:")
            elif tag == "img" and name == "src" and address.startswith(("http:", "https:", "//")):
                self.images.append(address)


@error(
    remedy="take it out; mail programs throw it away, and filters the mail",
    source=from_(DRUMBEAT, "what it would do, no mail program lets a mail do"),
)
def forbidden_markup(reading: Reading) -> Iterator[Remark]:
    """The HTML of a mail has no scripts, no handlers, no forms and no frames."""
    for one in reading.wordings:
        found = dict.fromkeys(
            markup for text in one.both("html") for markup in _Markup(text).forbidden
        )
        if found:
            wrong = f"the html of {one.step.id!r} has {', '.join(found)}"
            yield Remark((*one.loc, "html"), wrong)


@warning(
    remedy=f"keep at most {MOST_IMAGES}, and say in words what matters",
    source=from_(SPAMASSASSIN, "rules HTML_IMAGE_ONLY and HTML_IMAGE_RATIO of 20_html_tests.cf"),
)
def too_many_images(reading: Reading) -> Iterator[Remark]:
    """A mail loads at most 2 pictures from elsewhere, which many readers never see."""
    for one in reading.wordings:
        count = len(_Markup(one.full("html")).images)
        if count > MOST_IMAGES:
            wrong = f"the html of {one.step.id!r} loads {count} pictures from elsewhere"
            yield Remark((*one.loc, "html"), wrong)


RULES = (forbidden_markup, too_many_images)
