"""What the writer says: without what is quoted, without the signature, without the markup."""

from __future__ import annotations

import re

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from mailparser_reply.parser import EmailMessage, EmailReply
from nh3 import Cleaner

LANGUAGES = ("en", "de", "fr", "es")
# The expressions of mail-parser-reply are cubic in the length of a line.
LONGEST_LINE = 240
LONGEST_WORDS = 16_000
LONGEST_HTML = 64 * 1024
MOST_CLOSINGS = 5
# Begin a line that was cut off the line before it: at a blank, or in the middle of a word.
_AT_BLANK, _IN_WORD = "\ue000", "\ue001"

# What stands above an unmarked quote in any language: `Da: Robin <robin@northwind.example>`.
_FIELD = rf"\*?[^\W\d_][^\n:@*]{{0,24}}\*? ?:\*? [^\n]{{1,{LONGEST_LINE}}}(?:\n{_AT_BLANK}[^\n]*)*"
_FIELDS = re.compile(rf"(?m)(?:^[-_]{{3,}}[^\n]*\n+)?(?P<fields>(?:^{_FIELD}(?:\n|\Z)){{3,}})")
# What somebody says of a colleague stands in such lines, too.
_OF_CONTACT = re.compile(
    r"(?im)^\*?(?:e-?mail|mail|courriel|correo|tel|phone|mobile?|name|nom|nombre|telefon|fax)\b"
)

# Control characters, halves of characters, and what only we write.
_NO_WORDS = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_AT_BLANK}{_IN_WORD}]")
_BLANKS = re.compile(r"[ \t\xa0\u200b]+")
_GAPS = re.compile(r"\n\s*\n")
_TOO_LONG = re.compile(rf"(.{{1,{LONGEST_LINE}}})(?: |$)|(.{{{LONGEST_LINE}}})")
# The Spanish line above a quote, which the library looks for with two blanks.
_ATTRIBUTION = re.compile(r"(?m)^El .{1,200}\n?.{0,100}escribió:$")
_DASHES = re.compile(r"(?m)^(?:--|__)$")
_DEVICE = re.compile(
    r"(?im)^(?:von meinem [\w ]{1,30} gesendet|envoyé (?:de|à partir de) mon [\w ]{1,30}"
    r"|enviado desde (?:mi|el) [\w ]{1,30}|sent from (?:my|mail) [\w ]{1,30})\.?$"
)
# More words than these are a sentence that only begins as a greeting does.
_GREETING_WORDS = 5

_CLEANER = Cleaner(
    tags={"a", "b", "blockquote", "br", "div", "em", "hr", "i", "li", "ol", "p", "pre", "span"}
    | {"strong", "table", "tbody", "td", "th", "tr", "u", "ul", "h1", "h2", "h3"},
    attributes={},
    clean_content_tags={"script", "style", "title", "noscript", "template"},
    link_rel=None,
)
_AS_TEXT = ParserConfig(css=CSS_PROFILES["strict"])
# Where mail programs begin to quote: Gmail, Outlook (web, desktop, mobile), Yahoo, Thunderbird,
# Proton, Apple Mail.
_QUOTED_HTML = re.compile(
    r"""<div[^<>]{0,200}?(?:class|id)=["']?(?:gmail_quote|gmail_extra|appendonsend|divRplyFwdMsg"""
    r"""|mail-editor-reference-message-container|yahoo_quoted|moz-cite-prefix|protonmail_quote)"""
    r"""|<div[^<>]{0,200}?border-top:\s?solid\s\#(?:E1E1E1|B5C4DF)"""
    r"""|<blockquote[^<>]{0,200}?type=["']?cite""",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """What the writer of this text added to what they answer; empty where that is nothing."""
    newest = _newest(_ATTRIBUTION.sub("", _above_fields(_bounded(text))))
    words = newest.content.removeprefix(newest.headers or "")
    words = _without_quotes(words, is_answer=bool(newest.headers))
    for disclaimer in newest.disclaimers or ():
        words = words.replace(disclaimer, "")
    return _joined(_without_signature(words))


def _above_fields(text: str) -> str:
    """The text above the fields of a mail that is quoted without any mark."""
    heads = (found for found in _FIELDS.finditer(text) if _is_head(found["fields"]))
    first = next(heads, None)
    return text[: first.start()].rstrip() if first else text


def _is_head(fields: str) -> bool:
    return "@" in fields and not _OF_CONTACT.search(fields)


def words_of_html(html: str) -> str:
    """What a mail in HTML says, without what it quotes by its markup."""
    html = html[:LONGEST_HTML]
    quoted = _QUOTED_HTML.search(html)
    own = _as_text(html[: quoted.start() if quoted else None])
    return own or _as_text(html)


def _as_text(html: str) -> str:
    # Parsed by libxml2, which refuses what is empty.
    cleaned = _CLEANER.clean(html)
    text: str = get_text(f"<div>{cleaned}</div>", _AS_TEXT)
    return "\n".join(line.strip() for line in text.splitlines()).strip()


def _bounded(text: str) -> str:
    """The text with no line and no gap too long to be looked at."""
    text = _NO_WORDS.sub("", text[:LONGEST_WORDS].replace("\r\n", "\n"))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _GAPS.sub("\n\n", "\n".join(_folded(line) for line in lines)).strip()


def _folded(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    return _TOO_LONG.sub(_cut, line).removesuffix(f"\n{_AT_BLANK}")


def _cut(found: re.Match[str]) -> str:
    return f"{found[1]}\n{_AT_BLANK}" if found[1] else f"{found[2]}\n{_IN_WORD}"


def _joined(words: str) -> str:
    whole = words.replace(f"\n{_AT_BLANK}", " ").replace(f"\n{_IN_WORD}", "")
    return whole.strip(f"{_AT_BLANK}{_IN_WORD} \n")


def _newest(text: str) -> EmailReply:
    """The newest of the mails that hang together in this text."""
    message = EmailMessage(text, languages=list(LANGUAGES), keep_hyphen_lists=True)
    return message.read().replies[0]


def _without_quotes(words: str, *, is_answer: bool) -> str:
    """What stands outside of quotes; nothing where a mail is passed on without any mark."""
    lines = words.split("\n")
    own = [line for line in lines if not line.startswith(">")]
    return "" if is_answer and len(own) == len(lines) else "\n".join(own).strip()


def _without_signature(words: str) -> str:
    """The words before their signature, which a greeting or a line of dashes begins."""
    begins = [found.start() for each in (_DASHES, _DEVICE) if (found := each.search(words))]
    words = words[: min(begins, default=None)].rstrip()
    start = 0
    for _ in range(MOST_CLOSINGS):
        signature = _newest(words[start:]).signatures
        at = words.find(signature, start) if signature else -1
        if at < 0:
            break
        if _is_greeting(signature):
            return words[:at].rstrip()
        start = at + len(signature.partition("\n")[0])
    return words


def _is_greeting(signature: str) -> bool:
    """Whether its first line says nothing else: `Thanks, but no` is no end of a mail."""
    first = signature.strip().partition("\n")[0]
    return len(first.split()) <= _GREETING_WORDS and _AT_BLANK not in signature[:LONGEST_LINE]
