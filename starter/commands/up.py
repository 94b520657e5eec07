"""`drumbeat up`: the whole stack on this machine, probed before and supervised after."""

from __future__ import annotations

import asyncio
import shutil
import signal
from pathlib import Path
from typing import Annotated

import typer

from config.sections.section import LOOPBACK as LOOPBACK_NAMES
from config.settings import Settings, load_settings
from starter.errors import BadInput, Failed
from starter.files.library import shipped_cadences, shipped_folder
from starter.output import notice, print_line
from starter.session import migrate_ledger
from starter.stack.first_admin import way_in
from starter.stack.leftovers import stop_leftovers
from starter.stack.parts import port_of, secret_key, stack_of, webhook_secret, with_ui
from starter.stack.ports import Port, refuse_taken
from starter.stack.sample import enroll_sample
from starter.stack.stack import SUPERVISOR
from starter.stack.temporal_server import find_temporal, version_of

LEAST_DISK = 500 * 1024 * 1024
UI_ABOVE_FRONTEND = 1000

# SIGHUP: the window was closed.
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

PortOption = Annotated[int | None, typer.Option(min=1, max=65535)]


def up(
    temporal_port: PortOption = None,
    ui_port: PortOption = None,
    webhook_port: PortOption = None,
    smtp_port: PortOption = None,
    console_port: PortOption = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Enroll the examples; their mails go to the catcher.")
    ] = False,
) -> None:
    """Run everything here: Temporal with its UI, worker, webhooks, console, mail catcher.

    Data, logs and the webhook secret are kept in ./.drumbeat; a part that crashes is started
    again. Ctrl-C stops everything in order.

    Example: drumbeat up --sample
    """
    settings = _settings(temporal_port, webhook_port, smtp_port, console_port)
    asyncio.run(_up(settings, ui_port or port_of(settings) + UI_ABOVE_FRONTEND, sample))


def _settings(
    temporal_port: int | None,
    webhook_port: int | None,
    smtp_port: int | None,
    console_port: int | None,
) -> Settings:
    """The settings with the ports of the command line, for parts that all run here."""
    settings = load_settings()
    host = settings.temporal_address.rpartition(":")[0]
    for name, given in (("temporal_address", host), ("smtp_host", settings.smtp_host)):
        if given.strip("[]") not in LOOPBACK_NAMES:
            raise BadInput(
                f"DRUMBEAT_{name.upper()}: `drumbeat up` runs its own on this machine, not "
                f"{given}; unset it, or run `drumbeat worker` and `drumbeat webhooks` by themselves"
            )
    home = settings.home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    return settings.model_copy(
        update={
            "home": home,
            "temporal_address": f"127.0.0.1:{temporal_port or port_of(settings)}",
            "smtp_host": "127.0.0.1",
            "smtp_port": smtp_port or settings.smtp_port,
            "webhook_port": webhook_port or settings.webhook_port,
            "console_port": console_port or settings.console_port,
        }
    )


async def _up(settings: Settings, ui_port: int, sample: bool) -> None:
    """Until a signal comes, at whatever moment it comes."""
    _cancel_on_signals()
    try:
        await _run_stack(settings, ui_port, sample)
    except asyncio.CancelledError:
        notice(f"stopped; everything is kept in {settings.home}")


async def _run_stack(settings: Settings, ui_port: int, sample: bool) -> None:
    temporal = await _probe(settings, ui_port)
    settings = _with_secrets(settings)
    await asyncio.to_thread(migrate_ledger, settings)
    notice("starting Temporal, mail catcher, worker, webhooks and console …")
    settings = with_ui(settings, ui_port)
    async with stack_of(settings, temporal, ui_port, notice):
        if sample:
            notice(f"{await enroll_sample(settings)} people enrolled to look at")
        _print_addresses(settings, ui_port, await way_in(settings))
        await asyncio.Event().wait()


def _with_secrets(settings: Settings) -> Settings:
    """The secrets as given, else those that this home keeps."""
    kept = {"webhook_secret": webhook_secret, "secret_key": secret_key}
    missing = {
        name: make(settings.home)
        for name, make in kept.items()
        if not getattr(settings, name).get_secret_value()
    }
    return settings.model_copy(update=missing)


async def _probe(settings: Settings, ui_port: int) -> Path:
    """What can be known before anything starts; the Temporal program that will run."""
    for stopped in stop_leftovers(settings.home / "stack.json", SUPERVISOR):
        notice(f"stopped {stopped}, left over from an earlier `drumbeat up`")
    refuse_taken(_ports(settings, ui_port))
    free = shutil.disk_usage(settings.home).free
    if free < LEAST_DISK:
        raise Failed(
            f"{settings.home} has {free // 2**20} MiB left, {LEAST_DISK // 2**20} are needed; make "
            "room or set DRUMBEAT_HOME"
        )
    temporal = await find_temporal(settings.home / "bin", notice)
    notice(await asyncio.to_thread(version_of, temporal))
    return temporal


def _ports(settings: Settings, ui_port: int) -> tuple[Port, ...]:
    def choose(option: str, variable: str = "") -> str:
        return f"choose another with {option}{f' or {variable}' if variable else ''}"

    return (
        Port("Temporal", port_of(settings), choose("--temporal-port", "DRUMBEAT_TEMPORAL_ADDRESS")),
        Port("Temporal UI", ui_port, choose("--ui-port")),
        Port("webhooks", settings.webhook_port, choose("--webhook-port", "DRUMBEAT_WEBHOOK_PORT")),
        Port("console", settings.console_port, choose("--console-port", "DRUMBEAT_CONSOLE_PORT")),
        Port("the mail catcher", settings.smtp_port, choose("--smtp-port", "DRUMBEAT_SMTP_PORT")),
    )


def _cancel_on_signals() -> None:
    """The first signal stops everything in order; an impatient second one changes nothing."""
    loop, us = asyncio.get_running_loop(), asyncio.current_task()

    def stop() -> None:
        notice("stopping …")
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, notice, "still stopping …")
        if us is not None:
            us.cancel()

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)


def _print_addresses(settings: Settings, ui_port: int, console: str) -> None:
    shipped = shipped_folder("examples", "examples")
    people = next(iter(sorted(shipped.glob("*.csv"))), Path("people.csv"))
    cadence = next(iter(shipped_cadences()), "NAME")
    door = f"http://{settings.webhook_host}:{settings.webhook_port}/webhooks/standard"
    for line in (
        f"console       {console}",
        f"Temporal UI   http://127.0.0.1:{ui_port}",
        f"webhooks      {door}  (secret in {settings.home / 'webhook-secret'})",
        f"mail          {settings.home / 'mail'}  (SMTP 127.0.0.1:{settings.smtp_port})",
        f"next          {_other_address(settings)}drumbeat enroll {people} --cadence {cadence}",
        "stop          Ctrl-C",
        f"reset         rm -r {settings.home}",
    ):
        print_line(line)


def _other_address(settings: Settings) -> str:
    """What a command in another window has to be told where Temporal is not at its usual place."""
    usual = Settings.model_fields["temporal_address"].default
    if settings.temporal_address == usual:
        return ""
    return f"DRUMBEAT_TEMPORAL_ADDRESS={settings.temporal_address} "
