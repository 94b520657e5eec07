"""The fold as the ledger stores it."""

from __future__ import annotations

import json

from domain.facts import ReplyReceived
from ledger.rules.folding import fold_from_json, fold_to_json, projection_of
from tests.contracts.scene import MONDAY, a_plan


def test_the_same_fold_is_the_same_text() -> None:
    """A set has another order in every process; stored rows are compared as text."""
    sources = [f"crm/{number}" for number in (3, 1, 2, 9, 7)]
    heard = [ReplyReceived(at=MONDAY, source_id=source) for source in sources]

    stored = json.loads(fold_to_json(projection_of(heard).fold))

    assert stored["state"]["sources"] == sorted(sources)


def test_a_fold_comes_back_as_it_was() -> None:
    """State, number, order of change and zone survive being stored."""
    fold = projection_of([a_plan("call"), a_plan(), a_plan("call", 2)]).fold

    assert fold_from_json(fold_to_json(fold)) == fold
    assert (fold.seq, fold.changed, fold.timezone) == (3, ("intro", "call"), "Europe/Berlin")
