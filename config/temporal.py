"""The connection to Temporal: converter, address, and the search attributes Drumbeat sets."""

from __future__ import annotations

from collections.abc import Sequence

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from config.settings import Settings
from config.telemetry import Telemetry

SEARCH_ATTRIBUTES = ("DrumbeatCadence", "DrumbeatState", "DrumbeatReason")


async def connect(
    settings: Settings, *, lazy: bool = False, telemetry: Telemetry | None = None
) -> Client:
    """A client of the configured namespace; a lazy one connects at its first call.

    Raises `RuntimeError` where nothing answers.
    """
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=pydantic_data_converter,
        runtime=telemetry.runtime if telemetry else None,
        interceptors=telemetry.interceptors if telemetry else (),
        lazy=lazy,
    )


async def ensure_search_attributes(client: Client) -> None:
    """Add the search attributes that the namespace lacks."""
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    missing = [name for name in SEARCH_ATTRIBUTES if name not in listed.custom_attributes]
    if missing:
        await add_search_attributes(client, missing)


async def add_search_attributes(client: Client, names: Sequence[str] = SEARCH_ATTRIBUTES) -> None:
    """Add these search attributes, each a keyword."""
    keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=client.namespace, search_attributes=dict.fromkeys(names, keyword)
        )
    )
