"""The metrics and labels that a PromQL expression asks for, by a parser of that language."""

from __future__ import annotations

from collections.abc import Iterator

from promql_parser import Expr, MatchOp, VectorSelector, parse, walk


def metrics_of(expression: str) -> set[str]:
    """`rate(a_total{b="c"}[5m]) > 0` asks for `a_total`. Raises `ValueError` for no PromQL."""
    return {selector.name or "" for selector in _selectors(expression)}


def labels_of(expression: str) -> set[tuple[str, str]]:
    """Which label of which metric it wants to be what; `job` is Prometheus's own."""
    return {
        (selector.name or "", f'{wanted.name}="{wanted.value}"')
        for selector in _selectors(expression)
        for wanted in selector.matchers.matchers
        if wanted.op == MatchOp.Equal and wanted.name != "job"
    }


def jobs_of(expression: str) -> set[str]:
    """Of which processes it wants to know."""
    return {
        wanted.value
        for selector in _selectors(expression)
        for wanted in selector.matchers.matchers
        if wanted.name == "job"
    }


def _selectors(expression: str) -> Iterator[VectorSelector]:
    parts: list[Expr] = []
    walk(parse(expression), parts.append)
    return (part for part in parts if isinstance(part, VectorSelector))


def exposed(page: str) -> set[str]:
    """Every name that a page of metrics has a sample of."""
    return {line.partition("{")[0].partition(" ")[0] for line in page.splitlines()} - {"#", ""}
