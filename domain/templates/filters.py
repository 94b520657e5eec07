"""Every filter that a template may use, by its name.

A filter that has nothing to give returns None, and its value is missing: `| default:` catches it,
else the rendering fails. Left out of Liquid's own are what bypasses escaping (`safe`), what works
on lists of objects, and what nobody writes to people with.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

from liquid.builtin.expressions import Filter, KeywordArgument
from liquid.builtin.filters.array import first, last
from liquid.builtin.filters.misc import default, size
from liquid.builtin.filters.string import (
    append,
    capitalize,
    downcase,
    escape,
    lstrip,
    prepend,
    remove,
    remove_first,
    replace_first,
    rstrip,
    slice_,
    squish,
    strip,
    strip_newlines,
    truncate,
    truncatewords,
    upcase,
    url_encode,
)

from domain.templates import dates, links, numbers, people, texts

FILTERS: dict[str, Callable[..., Any]] = {
    "append": append,
    "capitalize": capitalize,
    "date": dates.date_,
    "default": default,
    "divided_by": numbers.divided_by,
    "domain": links.domain,
    "downcase": downcase,
    "escape": escape,
    "first": first,
    "first_name": people.first_name,
    "initials": people.initials,
    "join": texts.join,
    "last": last,
    "link": links.link,
    "lstrip": lstrip,
    "minus": numbers.minus,
    "newline_to_br": texts.newline_to_br,
    "plus": numbers.plus,
    "plus_days": dates.plus_days,
    "possessive": people.possessive,
    "prepend": prepend,
    "remove": remove,
    "remove_first": remove_first,
    "replace": texts.replace,
    "replace_first": replace_first,
    "round": numbers.round_,
    "rstrip": rstrip,
    "size": size,
    "slice": slice_,
    "split": texts.split,
    "squish": squish,
    "strip": strip,
    "strip_newlines": strip_newlines,
    "times": numbers.times,
    "title_case": people.title_case,
    "truncate": truncate,
    "truncatewords": truncatewords,
    "upcase": upcase,
    "url_encode": url_encode,
    "weekday": dates.weekday,
    "with_utm": links.with_utm,
}

# What the library hands to a filter by itself.
_HANDED = ("environment", "context")


def arguments_of(name: str) -> str:
    """What stands after the filter's name, as a person would write it."""
    parameters = list(signature(FILTERS[name]).parameters.values())[1:]
    return ", ".join(parameter.name for parameter in parameters if parameter.name not in _HANDED)


def fault_of_arguments(used: Filter) -> str | None:
    """What is wrong with the arguments of a filter that exists, in one line, or None."""
    names = [arg.name for arg in used.args if isinstance(arg, KeywordArgument)]
    places = [arg for arg in used.args if not isinstance(arg, KeywordArgument)]
    handed = [name for name in _HANDED if name in signature(FILTERS[used.name]).parameters]
    try:
        signature(FILTERS[used.name]).bind("", *places, **dict.fromkeys([*names, *handed]))
    except TypeError:
        takes = arguments_of(used.name)
        return f"{used.name} takes {takes}" if takes else f"{used.name} takes nothing after it"
    return None
