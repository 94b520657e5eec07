"""What became of a prospect in the CRM, as the CRM tells it; it moves no cadence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

# What a CRM calls an opportunity: it is kept as it comes, in keys that are logged.
OPPORTUNITY_ID = re.compile(r"[^\s\x00-\x1f]{1,128}")


@dataclass(frozen=True, kw_only=True)
class Deal:
    """An opportunity reached a stage, once for each of the CRM's ids; also after the end."""

    stage: ClassVar[str]

    at: datetime
    opportunity: str

    @property
    def key(self) -> str:
        return f"opportunity/{self.opportunity}/{self.stage}"


@dataclass(frozen=True, kw_only=True)
class OpportunityOpened(Deal):
    """Somebody sees a sale in it."""

    stage = "opened"
    type: Literal["opportunity_opened"] = "opportunity_opened"


@dataclass(frozen=True, kw_only=True)
class OpportunityWon(Deal):
    """It became a sale."""

    stage = "won"
    type: Literal["opportunity_won"] = "opportunity_won"


@dataclass(frozen=True, kw_only=True)
class OpportunityLost(Deal):
    """It became none."""

    stage = "lost"
    type: Literal["opportunity_lost"] = "opportunity_lost"


DealFact = OpportunityOpened | OpportunityWon | OpportunityLost

STAGES: dict[str, type[DealFact]] = {
    "opened": OpportunityOpened,
    "won": OpportunityWon,
    "lost": OpportunityLost,
}
# By the types of their facts, as they come in.
DEALS: dict[str, str] = {f"opportunity_{stage}": stage for stage in STAGES}
