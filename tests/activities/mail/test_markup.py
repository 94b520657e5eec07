"""HTML for mail programs: safe whatever it was, its styles inline, its text readable."""

from __future__ import annotations

import re
import socket

import pytest
from hypothesis import given

from activities.mail.markup import document_of, text_of
from tests.activities.mail.reading import NASTY

LETTER = """<!doctype html>
<html><head><title>Not seen</title>
<style>@import url(https://elsewhere.example/a.css);
p { color: red } .big { font-size: 20px }</style>
<link rel="stylesheet" href="https://elsewhere.example/b.css"></head>
<body><table width="600" cellpadding="0"><tr><td bgcolor="#ffffff">
<p class="big" style="margin: 0">Hi <b>Ada</b>,</p>
<p>see <a href="https://northwind.example/docks?a=1&amp;b=2">the docks</a></p>
<img src="https://northwind.example/dock.png" alt="a dock" width="100">
</td></tr></table></body></html>"""


def test_styles_stand_at_their_elements() -> None:
    """Mail programs drop style sheets; an element's own style wins."""
    document = document_of(LETTER)

    assert '<p style="color: red;">see' in document
    assert '<p class="big" style="color: red;font-size: 20px;margin: 0">' in document
    assert "<style" not in document


def test_what_mail_needs_stays() -> None:
    """Tables, links and pictures over https are what mails are made of."""
    document = document_of(LETTER)

    assert '<table width="600" cellpadding="0">' in document
    assert '<td bgcolor="#ffffff">' in document
    assert '<a href="https://northwind.example/docks?a=1&amp;b=2">' in document
    assert '<img src="https://northwind.example/dock.png" alt="a dock" width="100">' in document
    assert "Not seen" not in document


def test_nothing_is_fetched() -> None:
    """No style sheet that a mail names is asked for, nor stays as something to ask for."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        here = f"http://127.0.0.1:{server.getsockname()[1]}"

        document = document_of(LETTER.replace("https://elsewhere.example", here))

        with pytest.raises(BlockingIOError):
            server.accept()
    assert here not in document


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">go</a>',
        '<a href="data:text/html,alert(1)">go</a>',
        "<iframe src='https://evil.example'></iframe>",
        "<form action='https://evil.example'><input name=a></form>",
        "<svg><script>alert(1)</script></svg>",
        "<object data='https://evil.example'></object>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<base href='https://evil.example'>",
    ],
)
def test_what_mail_does_not_need_goes(evil: str) -> None:
    """Scripts, frames, forms and what calls elsewhere are gone, the words around them stay."""
    document = document_of(f"<p>before</p>{evil}<p>after</p>").lower()

    assert "<p>before</p>" in document
    assert "<p>after</p>" in document
    assert not re.search("alert|evil|onerror|<(script|iframe|form|input|svg|object)", document)


@pytest.mark.parametrize("source", ["http://x.example/a.png", "data:image/png;base64,AA", "a.png"])
def test_pictures_are_https_or_carried(source: str) -> None:
    """A picture from anywhere else is broken or a leak; its alternative text stays."""
    assert document_of(f'<img src="{source}" alt="dock">').endswith(
        '<img alt="dock"></body></html>'
    )


def test_carried_pictures_get_their_ids() -> None:
    """`cid:NAME` names a file of the mail; a name that it does not carry is dropped."""
    html = '<img src="cid:files/logo.png"><img src="cid:other.png"><a href="cid:x">a</a>'

    document = document_of(html, (("files/logo.png", "abc@northwind.example"),))

    assert '<img src="cid:abc@northwind.example"><img><a>a</a>' in document


def test_the_text_shows_where_links_lead() -> None:
    """Who reads text alone can follow them, and reads no tags."""
    text = text_of(document_of(LETTER))

    assert text.split() == (
        ["Hi", "Ada,", "see", "[the", "docks](https://northwind.example/docks?a=1&b=2)"]
    )


@given(html=NASTY)
def test_any_text_is_a_document(html: str) -> None:
    """Whatever stands where HTML belongs comes out as one, and is not made twice."""
    document = document_of(html)

    assert document.startswith("<!DOCTYPE html><html><head></head><body>")
    assert document.endswith("</body></html>")
    assert document_of(document) == document
    text_of(document)
