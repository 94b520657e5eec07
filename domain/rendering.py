"""Template and prospect to words; a variable that is missing is an error, never a blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liquid import BoundTemplate
from liquid.exceptions import LiquidError, UndefinedError

from domain.cadence import email_of
from domain.errors import InvalidTemplate, MissingVariable
from domain.people.booking import booking_link_of
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect
from domain.templates.environment import html_template, text_template
from domain.templates.names import BOOKING_LINK, BUILT_IN, Snippets

__all__ = [
    "BUILT_IN",
    "RenderedEmail",
    "Snippets",
    "check_template",
    "render",
    "render_email",
    "render_for",
    "variables_of",
    "words_by_mail",
]


@dataclass(frozen=True)
class RenderedEmail:
    """The words of one mail; its text is still to be made of the HTML where there is none."""

    subject: str
    text: str | None
    html: str | None


def variables_of(prospect: Prospect) -> dict[str, str]:
    """What templates may name. Blank values are left out: they would render as a silent blank."""
    fields = {
        "email": prospect.email,
        "phone": prospect.phone,
        "linkedin_url": prospect.linkedin_url,
        "timezone": prospect.timezone,
        "country": prospect.country,
        "region": prospect.region,
        "account": prospect.account,
    }
    return {
        name: value
        for name, value in (*prospect.variables.items(), *fields.items())
        if value and value.strip()
    }


def render(template: str, variables: Mapping[str, str], snippets: Snippets = ()) -> str:
    """The template as plain text. Raises `MissingVariable` and `InvalidTemplate`.

    `snippets` are the texts that `{% render 'name' %}` may name, as pairs of name and text.
    """
    return _rendered(text_template(template, snippets), variables)


def render_email(
    subject: str,
    text: str | None,
    html: str | None,
    variables: Mapping[str, str],
    snippets: Snippets = (),
) -> RenderedEmail:
    """A mail's words; values are escaped in the HTML. Raises as `render`."""
    return RenderedEmail(
        subject=" ".join(render(subject, variables, snippets).split()),
        text=None if text is None else render(text, variables, snippets),
        html=_rendered(html_template(html, snippets), variables) if html else None,
    )


def names_for(enrollee: Enrollee) -> dict[str, str]:
    """What the templates of the cadence may name for this prospect: variables, the booking link."""
    link = booking_link_of(enrollee)
    return {**variables_of(enrollee.prospect), **({BOOKING_LINK: link} if link else {})}


def render_for(enrollee: Enrollee, template: str) -> str:
    """The template as this prospect reads it. Raises as `render`."""
    return render(template, names_for(enrollee), enrollee.cadence.frozen_snippets)


def words_by_mail(enrollee: Enrollee, step_id: str) -> RenderedEmail:
    """The step's mail for this prospect, under its thread's subject. Raises as `render`."""
    content = email_of(enrollee.cadence, step_id)
    names, snippets = names_for(enrollee), enrollee.cadence.frozen_snippets
    return render_email(content.subject or "", content.text, content.html, names, snippets)


def check_template(template: str) -> None:
    """Raises `InvalidTemplate` where the template cannot be parsed."""
    text_template(template, ())


def _rendered(template: BoundTemplate, variables: Mapping[str, str]) -> str:
    try:
        return template.render(variables)
    except UndefinedError as error:
        raise MissingVariable(str(error.message)) from error
    except LiquidError as error:
        raise InvalidTemplate(f"the template cannot be rendered: {error.message}") from error
    # What the library's own filters let through: numbers and texts beyond all measure.
    except (ArithmeticError, RecursionError, ValueError) as error:
        raise InvalidTemplate(f"the template cannot be rendered: {error}") from error
