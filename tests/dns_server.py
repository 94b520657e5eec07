"""A real name server on loopback, written with dnspython, which answers TXT over UDP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class _Answering(asyncio.DatagramProtocol):
    def __init__(self, records: Mapping[str, Sequence[str]]) -> None:
        self._records = records

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA | dns.flags.RA
        question = query.question[0]
        texts = self._records.get(question.name.to_text(omit_final_dot=True))
        if texts is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif question.rdtype == dns.rdatatype.TXT and texts:
            rrset = dns.rrset.from_text(question.name, 60, "IN", "TXT", *texts)
            response.answer.append(rrset)
        self._transport.sendto(response.to_wire(), addr)


@asynccontextmanager
async def a_name_server(records: Mapping[str, Sequence[str]]) -> AsyncIterator[int]:
    """The port of a server that knows these names, each TXT as a zone file writes it."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Answering(records), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
