"""Calls and what providers report, on a database: one method, one transaction."""

from __future__ import annotations

from datetime import datetime

from domain.facts import CallBegun, Report, VoicemailDropped
from domain.ports import CallRequest, Ingested
from ledger.database.engine import Database
from ledger.rep_work import calling
from ledger.touches import provider_reports


class SqlTelephony:
    """The part of `SqlLedger` that knows of calls, and what becomes of texts."""

    _database: Database

    async def report(self, enrollment_id: str, fact: Report) -> Ingested:
        """`Ingress.report`."""
        return await self._database.run(provider_reports.report, enrollment_id, fact)

    async def allow_texts(self, phone: str, heard: str, at: datetime) -> bool:
        """`Ingress.allow_texts`."""
        return await self._database.run(provider_reports.allow_texts, phone, heard, at)

    async def begin_call(self, request: CallRequest) -> CallBegun:
        """`CallLog.begin_call`."""
        return await self._database.run(calling.begin_call, request)

    async def begin_drop(self, request: CallRequest) -> tuple[VoicemailDropped, str]:
        """`CallLog.begin_drop`."""
        return await self._database.run(calling.begin_drop, request)
