"""Template and prospect to words; a variable that is missing is an error, never a blank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from liquid import BoundTemplate, Environment, FalsyStrictUndefined
from liquid.exceptions import LiquidError, UndefinedError

from domain.errors import InvalidTemplate, MissingVariable
from domain.prospects import Prospect

_TEXT = Environment(undefined=FalsyStrictUndefined)
_HTML = Environment(undefined=FalsyStrictUndefined, autoescape=True)
# `safe` would let a prospect's field pass unescaped into HTML.
_HTML.filters.pop("safe", None)


@dataclass(frozen=True)
class RenderedEmail:
    """The words of one mail."""

    subject: str
    text: str
    html: str | None


def variables_of(prospect: Prospect) -> dict[str, str]:
    """What templates may name. Empty values are left out: they would render as a silent blank."""
    known = {"email": prospect.email, "account": prospect.account, **prospect.variables}
    return {name: value for name, value in known.items() if value}


def render(template: str, variables: dict[str, str]) -> str:
    """The template as plain text. Raises `MissingVariable` and `InvalidTemplate`."""
    return _rendered(_compiled(template), variables)


def render_email(
    subject: str, text: str, html: str | None, variables: dict[str, str]
) -> RenderedEmail:
    """A mail's words; values are escaped in the HTML. Raises as `render`."""
    return RenderedEmail(
        subject=" ".join(render(subject, variables).split()),
        text=render(text, variables),
        html=_rendered(_compiled_html(html), variables) if html else None,
    )


def check_template(template: str) -> None:
    """Raises `InvalidTemplate` where the template cannot be parsed."""
    _compiled(template)


@lru_cache(maxsize=2048)
def _compiled(template: str) -> BoundTemplate:
    return _parse(_TEXT, template)


@lru_cache(maxsize=2048)
def _compiled_html(template: str) -> BoundTemplate:
    return _parse(_HTML, template)


def _parse(environment: Environment, template: str) -> BoundTemplate:
    try:
        return environment.from_string(template)
    except LiquidError as error:
        raise InvalidTemplate(f"the template cannot be parsed: {error.message}") from error


def _rendered(template: BoundTemplate, variables: dict[str, str]) -> str:
    try:
        return template.render(**variables)
    except UndefinedError as error:
        raise MissingVariable(str(getattr(error, "name", None) or _named_in(error))) from error
    except LiquidError as error:
        raise InvalidTemplate(f"the template cannot be rendered: {error.message}") from error


def _named_in(error: UndefinedError) -> str:
    """The variable's name out of the message `'name' is undefined`."""
    return str(error.message).split("'")[1] if "'" in str(error.message) else str(error.message)
