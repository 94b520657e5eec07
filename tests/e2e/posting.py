"""Events as their senders post them: signed, again until they are answered, now and then forged."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from standardwebhooks import Webhook

from config.host_clock import host_now
from domain.clock import Clock
from tests.chance import Chance
from tests.e2e.house import SECRET

FORGED = "forged"
STRANGER = "stranger"
# How often each comes, of a hundred; a reply, a meeting and an opt-out end a cadence.
KINDS = {
    "reply": 18,
    "meeting_booked": 8,
    "opt_out": 8,
    "bounce": 3,
    "out_of_office": 22,
    "click": 24,
    "meeting_canceled": 5,
    STRANGER: 4,
    FORGED: 8,
}
FACTS = {"out_of_office": "reply", "click": "engagement", STRANGER: "reply", FORGED: "reply"}
ENDS = frozenset({"reply", "meeting_booked", "opt_out", "bounce"})
STOPS = ENDS | {"out_of_office"}
# Every so many-th event is sent again, at once and by another sender.
AGAIN = 10
AT_ONCE = 8
PATIENCE = 10.0


@dataclass(frozen=True)
class Posting:
    """One event to be posted, about one enrollment."""

    event_id: str
    kind: str
    enrollment: str

    def body(self, now: datetime) -> bytes:
        """The payload; who is away comes back in half a day."""
        data: dict[str, str] = {"enrollment": self.enrollment}
        match self.kind:
            case "out_of_office":
                back = now + timedelta(hours=12)
                data |= {"reply_class": "out_of_office", "returns_at": back.isoformat()}
            case "click":
                data |= {"kind": "click"}
            case "stranger":
                data = {"email": f"{self.event_id}@stranger.example"}
        named = {
            "out_of_office": "reply",
            "click": "engagement",
            STRANGER: "reply",
            FORGED: "reply",
        }
        return json.dumps({"type": named.get(self.kind, self.kind), "data": data}).encode()


@dataclass
class Answers:
    """What the senders were told: the first 2xx of each event, and how often which status."""

    accepted: dict[str, datetime] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0


def postings(count: int, enrollments: Sequence[str], chance: Chance) -> list[Posting]:
    """So many posts, those that are repetitions among them."""
    kinds = [kind for kind, share in KINDS.items() for _ in range(share)]
    made: list[Posting] = []
    while len(made) < count:
        number = len(made)
        kind = chance.one_of(kinds)
        made.append(Posting(f"{kind}-{number}", kind, chance.one_of(enrollments)))
        if number % AGAIN == 0 and kind != FORGED:
            made.append(made[-1])
    return made[:count]


class Senders:
    """Post everything at a pace, to doors that may be killed at any moment.

    A door is an address such as http://127.0.0.1:8400, `trusted` what its certificate is known by.
    """

    def __init__(
        self,
        doors: Sequence[str],
        clock: Clock,
        seconds: float,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._doors, self._clock, self._seconds = doors, clock, seconds
        self._trusted = trusted
        self.answers = Answers()

    async def post_all(self, made: Sequence[Posting]) -> None:
        """Return when each has its answer."""
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(
            timeout=PATIENCE, limits=limits, verify=self._trusted or True
        ) as client:
            places = asyncio.Semaphore(AT_ONCE)
            async with asyncio.TaskGroup() as group:
                for number, posting in enumerate(made):
                    await places.acquire()
                    door = self._doors[number % len(self._doors)]
                    task = group.create_task(self._until_answered(client, posting, door))
                    task.add_done_callback(lambda _: places.release())
                    await asyncio.sleep(self._seconds / len(made))

    async def _until_answered(self, client: httpx.AsyncClient, posting: Posting, door: str) -> None:
        """As a sender does: again while nothing is promised."""
        while True:
            try:
                body, headers = self._signed(posting)
                url = f"{door}/webhooks/standard"
                answer = await client.post(url, content=body, headers=headers)
            except httpx.HTTPError:
                self.answers.unanswered += 1
            else:
                self.answers.statuses[answer.status_code] += 1
                if answer.status_code < 500:
                    self._note(posting, answer)
                    return
            await asyncio.sleep(0.2)

    def _note(self, posting: Posting, answer: httpx.Response) -> None:
        if answer.is_success:
            self.answers.accepted.setdefault(posting.event_id, host_now())
            self.answers.verdicts[answer.json()["verdict"]] += 1

    def _signed(self, posting: Posting) -> tuple[bytes, dict[str, str]]:
        body, at = posting.body(self._clock.at(host_now())), host_now()
        signed = body + b" " if posting.kind == FORGED else body
        headers = {
            "webhook-id": posting.event_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(SECRET).sign(posting.event_id, at, signed.decode()),
        }
        return body, headers
