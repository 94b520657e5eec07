"""The connection to Temporal: converter, address, and the search attributes Drumbeat sets."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import (
    RegisterNamespaceRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.service import RPCError, RPCStatusCode

from config.settings import Settings
from config.telemetry.metrics import Telemetry

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
        data_converter=data_converter(settings),
        runtime=telemetry.runtime if telemetry else None,
        interceptors=telemetry.interceptors if telemetry else (),
        lazy=lazy,
    )


def data_converter(settings: Settings) -> DataConverter:
    """How payloads are written and read. Raises `InvalidSettings` for keys that are none."""
    if not settings.payload_keys.get_secret_value():
        return pydantic_data_converter
    from config.payloads import codec_of  # noqa: PLC0415 -- heavy, and seldom wanted

    return replace(
        pydantic_data_converter,
        payload_codec=codec_of(settings),
        # An error's words and its traceback are no payload, unless it makes them one.
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


async def ensure_namespace(client: Client, retention: timedelta) -> bool:
    """Make the client's namespace, or have it keep ended runs as long as that; whether it is new.

    Raises `RPCError`.
    """
    kept = Duration()
    kept.FromTimedelta(retention)
    registering = RegisterNamespaceRequest(
        namespace=client.namespace, workflow_execution_retention_period=kept
    )
    try:
        await client.workflow_service.register_namespace(registering)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
        config = NamespaceConfig(workflow_execution_retention_ttl=kept)
        await client.workflow_service.update_namespace(
            UpdateNamespaceRequest(namespace=client.namespace, config=config)
        )
        return False
    await _until_known(client)
    return True


async def _until_known(client: Client) -> None:
    """Until the frontend knows a namespace that has just been made: it looks every few seconds."""
    for _ in range(60):
        try:
            await ensure_search_attributes(client)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            await asyncio.sleep(0.5)
        else:
            return


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
