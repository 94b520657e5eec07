"""`drumbeat demo`: the main job on real parts, two weeks in about a minute."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from starter.demo.evidence import Summary, runs_of
from starter.demo.run import CADENCE, Scene, a_scene, play
from starter.demo.showing import print_runs, print_summary
from starter.output import AsJson, notice, print_json
from starter.stack.first_admin import way_in

Keep = Annotated[
    bool, typer.Option("--keep", help="Leave everything running afterwards, until Ctrl-C.")
]


def demo(keep: Keep = False, as_json: AsJson = False) -> None:
    """Run the main job on real parts: a Temporal server, SMTP, signed webhooks, a killed worker.

    Nearly three weeks of the eight-touch cadence pass in about a minute. Nothing leaves this
    machine. Exit code 1 if any promise is broken.

    Example: drumbeat demo --keep
    """
    home = load_settings().home / "demo"
    try:
        summary = asyncio.run(_demo(home, keep, as_json))
    except asyncio.CancelledError:
        notice("stopped before its end")
        raise typer.Exit(130) from None
    if summary.promises_broken:
        raise typer.Exit(1)


async def _demo(home: Path, keep: bool, as_json: bool) -> Summary:
    _stop_in_order_on_signals()
    notice("starting Temporal, mail catcher, worker, webhooks and console; nothing leaves loopback")
    async with a_scene(home, notice) as scene:
        notice(f"watch it: {await way_in(scene.settings)}")
        summary = await play(scene, notice)
        await _print(scene, summary, as_json)
        if keep:
            await _keep(scene)
    return summary


async def _print(scene: Scene, summary: Summary, as_json: bool) -> None:
    if as_json:
        print_json(asdict(summary))
        return
    print_runs(await runs_of(scene.ledger, CADENCE))
    print_summary(summary)


def _stop_in_order_on_signals() -> None:
    """SIGTERM and Ctrl-C leave the stack, which stops its parts, instead of orphaning them."""
    running = asyncio.current_task()
    if running is not None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, running.cancel)


async def _keep(scene: Scene) -> None:
    """Until a signal."""
    notice(
        f"\nconsole      {await way_in(scene.settings)}\n"
        f"Temporal UI  http://127.0.0.1:{scene.ui_port}\n"
        f"webhooks     http://127.0.0.1:{scene.settings.webhook_port}/webhooks/standard\n"
        f"mail         {scene.settings.home / 'mail'}\n"
        "stop         Ctrl-C"
    )
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
