"""What runs that are open since before a change still do as they did: see decision 0006."""

from __future__ import annotations

from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.facts import Fact, Jumped

JUMPS_PLAN_ANEW = "jumps-plan-anew"


def as_this_run_knows(fact: Fact) -> Fact:
    """The fact, without what a run that had jumped before the change could not replay."""
    if isinstance(fact, Jumped) and fact.anew and not workflow.patched(JUMPS_PLAN_ANEW):
        return replace(fact, anew=False)
    return fact
