"""The few pages that prospects see: they load nothing, run nothing and tell no other site."""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus

from fastapi.responses import HTMLResponse

STYLE = """
body { margin: 12vh auto; max-width: 34rem; padding: 0 1.25rem;
       font: 1.125rem/1.6 system-ui, sans-serif; color: #1b1b1b; background: #fff; }
button { font: inherit; padding: .75rem 1.5rem; border: 0; border-radius: .375rem;
         color: #fff; background: #14532d; cursor: pointer; }
button:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 3px; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# The address of such a page acts for whoever it names: it goes to no index and no other site.
UNSHARED = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    **UNSHARED,
}


def page(
    status: HTTPStatus, title: str, *body: str, headers: dict[str, str] | None = None
) -> HTMLResponse:
    """A page that loads nothing and runs nothing; it never holds a word of the request."""
    html = "\n".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex, nofollow">',
            f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>",
            f"<body>\n<main>\n<h1>{title}</h1>",
            *body,
            "</main>\n</body>\n</html>\n",
        )
    )
    return HTMLResponse(html, status.value, {**HEADERS, **(headers or {})})
