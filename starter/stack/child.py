"""One supervised process of the stack: started, watched, brought back, stopped."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from starter.errors import Failed

READY_WITHIN = 60.0
STOPPED_WITHIN = 20.0
LOOK_EVERY = 0.1

# Back-off of a process that keeps dying; one that has run steadily begins anew.
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
STEADY = 60.0


@dataclass(frozen=True)
class ChildSpec:
    """What to run; `is_ready` says when others may rely on it."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    is_ready: Callable[[], Awaitable[bool]]


class Child:
    """The handle of one process. `changed` hears of every new pid, `say` of every death."""

    def __init__(
        self, spec: ChildSpec, say: Callable[[str], None], changed: Callable[[], None]
    ) -> None:
        self.spec = spec
        self._say = say
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The pid of the running process; None while there is none."""
        if self._process is None or self._process.returncode is not None:
            return None
        return self._process.pid

    async def start(self) -> None:
        """Run it and wait until it is ready. Raises `Failed` with the end of its log."""
        await self._spawn()
        await self._ready()
        self._watch = asyncio.create_task(self._bring_back())

    def kill(self) -> None:
        """SIGKILL, as a crash would; the supervisor brings it back."""
        if self._process is not None and self.pid is not None:
            self._process.kill()

    async def restart(self) -> None:
        """Stop it gracefully and start it again."""
        await self.stop()
        await self.start()

    async def stop(self) -> None:
        """SIGTERM, then SIGKILL for one that does not end; it stays down."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._process is None or self.pid is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), STOPPED_WITHIN)
        except TimeoutError:
            self._say(f"{self.spec.name} did not stop in {STOPPED_WITHIN:g} s and was killed")
            self._process.kill()
            await self._process.wait()

    async def _spawn(self) -> None:
        self.spec.log.parent.mkdir(parents=True, exist_ok=True)
        with self.spec.log.open("ab") as log:
            # A session of its own: Ctrl-C reaches us alone, and we stop the parts in order.
            self._process = await asyncio.create_subprocess_exec(
                *self.spec.argv,
                env=self.spec.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._changed()

    async def _ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not await self.spec.is_ready():
            if self.pid is None:
                raise Failed(f"{self.spec.name} ended while starting; {self._last_words()}")
            if time.monotonic() > deadline:
                raise Failed(
                    f"{self.spec.name} was not ready in {READY_WITHIN:g} s; {self._last_words()}"
                )
            await asyncio.sleep(LOOK_EVERY)

    async def _bring_back(self) -> None:
        """Start the process again whenever it ends, each time a little later."""
        wait = FIRST_WAIT
        while self._process is not None:
            began = time.monotonic()
            code = await self._process.wait()
            if time.monotonic() - began > STEADY:
                wait = FIRST_WAIT
            self._say(f"{self.spec.name} {_ended_how(code)}; starting it again in {wait:g} s")
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
            await self._spawn()

    def _last_words(self) -> str:
        lines = self.spec.log.read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "it said nothing")
        return f"see {self.spec.log}: {last.strip()[:300]}"


def _ended_how(code: int) -> str:
    return f"was killed by signal {-code}" if code < 0 else f"exited with {code}"
