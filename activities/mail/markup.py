"""HTML as mail programs take it: sanitised, its styles inline, and as text for who reads no HTML.

Nothing is fetched: no stylesheet, no image. What stays is what mail needs: links, tables, styles,
images over https or carried by the mail itself (`cid:`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from css_inline import CSSInliner
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from nh3 import ALLOWED_TAGS, Cleaner

# A file's name with the content id by which the mail carries it.
ContentIds = tuple[tuple[str, str], ...]

_TAGS = (ALLOWED_TAGS | {"font", "style", "tfoot"}) - {"details", "map", "summary"}
_WITH_CONTENT = {"script", "title", "noscript", "template"}
_BOX = {"align", "bgcolor", "height", "valign", "width"}
_ATTRIBUTES: Mapping[str, set[str]] = {
    "*": {"class", "dir", "id", "lang", "role", "style", "title"},
    "a": {"href", "name", "target"},
    "font": {"color", "face", "size"},
    "img": {"alt", "border", "src", *_BOX},
    "ol": {"start", "type"},
    "style": {"type"},
    "table": {"border", "cellpadding", "cellspacing", *_BOX},
    "td": {"colspan", "rowspan", *_BOX},
    "th": {"colspan", "rowspan", "scope", *_BOX},
    "tr": _BOX,
    "p": {"align"},
    "div": {"align"},
}
_SCHEMES = {"cid", "http", "https", "mailto", "tel"}
_INLINER = CSSInliner(load_remote_stylesheets=False)
_AS_TEXT = ParserConfig(css=CSS_PROFILES["strict"], display_links=True)


def document_of(html: str, content_ids: ContentIds = ()) -> str:
    """The whole document, sanitised, with every style at its element."""
    return f"<!DOCTYPE html>{_INLINER.inline(_cleaner(content_ids).clean(html))}"


def text_of(document: str) -> str:
    """What the document says, its links behind their words."""
    lines = get_text(document, _AS_TEXT).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()


@lru_cache(maxsize=64)
def _cleaner(content_ids: ContentIds) -> Cleaner:
    """The sanitiser; it puts content ids in the place of names."""
    ids = dict(content_ids)

    def allowed(tag: str, attribute: str, value: str) -> str | None:
        scheme, _, rest = value.partition(":")
        match tag, attribute, scheme.strip().lower():
            case "img", "src", "cid":
                return f"cid:{ids[rest]}" if rest in ids else None
            case "img", "src", "https":
                return value
            case (_, "src", _) | (_, "href", "cid"):
                return None
            case _:
                return value

    return Cleaner(
        tags=_TAGS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=allowed,
        link_rel=None,
        url_schemes=_SCHEMES,
    )
