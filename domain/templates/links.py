"""Filters for addresses. None where the value is none: then it is missing."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from liquid.exceptions import FilterArgumentError

# `example.com:8080` has a port, no scheme.
_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):(?!\d+(?:[/?#]|$))", re.IGNORECASE | re.ASCII)
_UNFIT = re.compile(r"[\s\x00-\x1f\x7f\"<>\\^`{|}]")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")


def domain(value: object) -> str | None:
    """The domain of a mail address or a web address, in small letters, without "www."."""
    text = str(value).strip().removeprefix("mailto:")
    is_mail = "@" in text and "/" not in text
    host = _host(f"https://{text.rpartition('@')[2]}" if is_mail else _absolute(text))
    return host.removeprefix("www.") if host else None


def link(value: object) -> str | None:
    """A web address with https:// where it has no scheme; None for any scheme but http(s)."""
    url = _absolute(str(value).strip())
    return url if _host(url) else None


def with_utm(
    value: object,
    source: object = None,
    medium: object = None,
    campaign: object = None,
    term: object = None,
    content: object = None,
) -> str | None:
    """The link with utm parameters: {{ website | with_utm: source: "drumbeat", medium: "mail" }}.

    What its query has already stays, in its place and spelling; a parameter of the same name is
    replaced. None as `link`.
    """
    given = {"source": source, "medium": medium, "campaign": campaign}
    given |= {"term": term, "content": content}
    added = {f"utm_{name}": str(text) for name, text in given.items() if text is not None}
    if not added:
        raise FilterArgumentError(f"takes at least one of {', '.join(given)}", token=None)
    url = link(value)
    return _with_query(url, added) if url else None


def _with_query(url: str, added: dict[str, str]) -> str:
    scheme, host, path, query, fragment = urlsplit(url)
    kept = [pair for pair in query.split("&") if pair and pair.partition("=")[0] not in added]
    new = [f"{name}={quote(text, safe='')}" for name, text in added.items()]
    return urlunsplit((scheme, host, path or "/", "&".join(kept + new), fragment))


def _absolute(text: str) -> str:
    """The address with its scheme; nothing where that is not http(s), or a character unfit."""
    if _UNFIT.search(text):
        return ""
    if found := _SCHEME.match(text):
        is_web = found["scheme"].lower() in ("http", "https")
        return text if is_web and text[found.end() :].startswith("//") else ""
    return f"https://{text.removeprefix('//')}"


def _host(url: str) -> str | None:
    """The host in small letters, if it is a domain name, without a user before it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return host if host and "@" not in parts.netloc and _HOST.fullmatch(host) else None
