"""Puts one mail together.

Its bytes are written here rather than by `EmailMessage`, which with long lines allowed writes
encoded words beyond the 75 characters of RFC 2047, and without them folds and encodes message ids
and links; and the same mail is the same bytes, boundary included, so that another attempt changes
nothing.
"""

from __future__ import annotations

from activities.mail.footer import with_footer, with_html_footer
from activities.mail.headers import headers_of
from activities.mail.mail import Mail, MailFile
from activities.mail.markup import ContentIds, document_of, text_of
from activities.mail.parts import attached, multipart, shown, text_part
from activities.mail.signing import Signer
from domain.cadence.mail_files import images_in


def build_message(mail: Mail, signer: Signer | None = None) -> bytes:
    """The mail with CRLF line ends, signed if there is a signer; text first, then HTML.

    No value can add a header or a part. Raises `ValueError` for an address or a message id that
    is none.
    """
    message = headers_of(mail) + _body(mail)
    return signer.signed(message) if signer else message


def _body(mail: Mail) -> bytes:
    """The words, and the files that they do not show (RFC 2046 section 5.1.3)."""
    images = _images(mail)
    words = _words(mail, images)
    others = [attached(file) for file in mail.files if file not in images]
    return multipart("mixed", mail.message_id, words, *others) if others else words


def _words(mail: Mail, images: tuple[MailFile, ...]) -> bytes:
    """The same twice, the form that says more last (section 5.1.4)."""
    if mail.words.html is None:
        return _text(mail, mail.words.text or "")
    ids = _content_ids(mail, images)
    document = document_of(mail.words.html, ids)
    text = _text(mail, text_of(document) if mail.words.text is None else mail.words.text)
    return multipart("alternative", mail.message_id, text, _html(mail, document, images, ids))


def _text(mail: Mail, words: str) -> bytes:
    return text_part("plain", with_footer(words, mail.compliance, mail.way_out))


def _html(mail: Mail, document: str, images: tuple[MailFile, ...], ids: ContentIds) -> bytes:
    """The document with the images that it shows (RFC 2387)."""
    followed = mail.trail.through(document) if mail.trail else document
    markup = text_part("html", with_html_footer(followed, mail.compliance, mail.way_out))
    if not images:
        return markup
    parts = (shown(image, content_id) for image, (_, content_id) in zip(images, ids, strict=True))
    return multipart('related; type="text/html"', mail.message_id, markup, *parts)


def _images(mail: Mail) -> tuple[MailFile, ...]:
    if not mail.files or mail.words.html is None:
        return ()
    named = frozenset(images_in(mail.words.html))
    return tuple(file for file in mail.files if file.name in named)


def _content_ids(mail: Mail, images: tuple[MailFile, ...]) -> ContentIds:
    """Each image's name with an id that is its own: the mail's domain after the file's digest."""
    if not images:
        return ()
    domain = mail.message_id.rpartition("@")[2].rstrip(">")
    return tuple((image.name, f"{image.digest[:32]}@{domain}") for image in images)
