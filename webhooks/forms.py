"""Forms from outside (RFC 7578): their fields, and none of their files."""

from __future__ import annotations

from python_multipart import create_form_parser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field

from webhooks.errors import MalformedEvent
from webhooks.providers.provider import MAIL_LIMIT, Posted


def fields_of(posted: Posted) -> dict[str, bytes]:
    """The fields by their names, of several with one name the first. Raises `MalformedEvent`."""
    fields: dict[str, bytes] = {}

    def keep(field: Field) -> None:
        name = (field.field_name or b"").decode("utf-8", "replace")
        fields.setdefault(name, field.value or b"")

    kind = posted.headers.get("content-type", "").encode("latin-1", "replace")
    try:
        # No attachment is ever written to a disk.
        config = {"MAX_MEMORY_FILE_SIZE": MAIL_LIMIT}
        parser = create_form_parser({"Content-Type": kind}, keep, lambda file: None, config=config)
        parser.write(posted.body)
        parser.finalize()
    except (FormParserError, ValueError) as error:
        raise MalformedEvent(f"body: is no form: {error}") from None
    return fields
