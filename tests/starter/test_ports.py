"""Ports are probed before anything starts, and a taken one is named with its owner."""

from __future__ import annotations

import os
import socket

import pytest

from config.settings import Settings
from starter.errors import BadInput
from starter.stack.parts import with_metrics_of
from starter.stack.ports import LOOPBACK, Port, is_answering, is_free, refuse_taken


def test_a_taken_port_is_named_with_its_owner_and_the_remedy() -> None:
    """The line says which part, which program and which option."""
    with socket.create_server((LOOPBACK, 0)) as server:
        number = server.getsockname()[1]

        with pytest.raises(BadInput) as refused:
            refuse_taken([Port("webhooks", number, "choose another with --webhook-port")])

    said = str(refused.value)
    assert said.startswith(f"port {number} for webhooks is taken by ")
    assert f"(pid {os.getpid()})" in said
    assert said.endswith("; choose another with --webhook-port")


def test_one_port_for_two_parts_is_refused() -> None:
    """Two parts of the stack cannot share a port either."""
    with socket.create_server((LOOPBACK, 0)) as server:
        number = server.getsockname()[1]

    with pytest.raises(BadInput, match=f"port {number} is wanted by Temporal and by webhooks"):
        refuse_taken([Port("Temporal", number, "a"), Port("webhooks", number, "b")])


async def test_a_free_port_is_free_and_answers_nobody() -> None:
    """A port that was just given back counts as free."""
    with socket.create_server((LOOPBACK, 0)) as server:
        number = server.getsockname()[1]
        assert not is_free(number)
        assert await is_answering(number)

    assert is_free(number)
    assert not await is_answering(number)


@pytest.mark.parametrize(
    ("part", "port"), [("worker", 9464), ("webhooks", 9465), ("console", 9466), ("catcher", 9464)]
)
def test_each_part_shows_its_metrics_at_a_port_of_its_own(part: str, port: int) -> None:
    """`drumbeat up` runs several on one machine; off stays off."""
    settings = Settings(metrics_address="127.0.0.1:9464")

    assert with_metrics_of(settings, part).metrics_address == f"127.0.0.1:{port}"
    assert with_metrics_of(Settings(), part).metrics_address == ""
