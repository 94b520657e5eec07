"""Every rule, in the order in which the page of rules shows them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.linting import (
    angles,
    channels,
    compliance,
    hours,
    leftovers,
    limits,
    links,
    mail,
    markup,
    openings,
    order,
    pace,
    personal,
    purpose,
    silences,
)
from domain.linting.rule import Rule

FAMILIES: Mapping[str, tuple[Rule, ...]] = {
    "How many touches, and how far apart": pace.RULES,
    "Channels": channels.RULES,
    "Hours and zones": hours.RULES,
    "Order within a day": order.RULES,
    "The first touches": openings.RULES,
    "What each touch says": angles.RULES,
    "Words for one person": personal.RULES,
    "Mails": mail.RULES,
    "HTML of mails": markup.RULES,
    "Links": links.RULES,
    "What fits": limits.RULES,
    "Purpose and end": purpose.RULES,
    "Law": compliance.RULES,
    "Leftovers": leftovers.RULES,
    "Silences": silences.RULES,
}
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES.values() for rule in family)
# Arms change steps, so the rules about the rest of the file have nothing new to say of them.
OF_ARMS: tuple[Rule, ...] = tuple(
    rule for rule in RULES if rule not in (*leftovers.RULES, *silences.RULES)
)
BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}
