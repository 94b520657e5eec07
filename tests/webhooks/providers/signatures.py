"""How each provider signs, made from its documents and not with the code under test."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from config.host_clock import host_now

KEY = "a-signing-key-of-the-provider"
LOGIN = "postmark:a-password-of-some-length"
BOUNDARY = "xYzZY"
SENDGRID_KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC_URL = "https://drumbeat.example"


def hex_hmac(signed: bytes) -> str:
    return hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()


def as_calendly(body: bytes) -> dict[str, str]:
    return {"Calendly-Webhook-Signature": f"t=1772442000,v1={hex_hmac(b'1772442000.' + body)}"}


def as_cal_com(body: bytes) -> dict[str, str]:
    return {"X-Cal-Signature-256": hex_hmac(body)}


def with_login(body: bytes) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(LOGIN.encode()).decode()}"}


def as_form(payload: object) -> bytes:
    pairs = payload.items() if isinstance(payload, dict) else [("Body", payload)]
    return urlencode([(name, str(value)) for name, value in pairs]).encode()


def as_twilio(body: bytes) -> dict[str, str]:
    pairs = dict(parse_qsl(body.decode(), keep_blank_values=True))
    text = f"{PUBLIC_URL}/webhooks/twilio" + "".join(f"{k}{pairs[k]}" for k in sorted(pairs))
    digest = hmac.new(KEY.encode(), text.encode(), hashlib.sha1).digest()
    return {
        "X-Twilio-Signature": base64.b64encode(digest).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }


def from_mailgun(payload: object) -> bytes:
    """A body under a token of its own, the same for the same event."""
    event = json.dumps(payload)
    token = hashlib.sha256(event.encode()).hexdigest()[:50]
    signature = {
        "timestamp": "1772442001",
        "token": token,
        "signature": hex_hmac(f"1772442001{token}".encode()),
    }
    return json.dumps({"signature": signature, "event-data": payload}).encode()


def as_sendgrid(body: bytes) -> dict[str, str]:
    signature = SENDGRID_KEY.sign(b"1772442001" + body, ec.ECDSA(hashes.SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": "1772442001",
    }


def as_multipart(payload: object) -> bytes:
    fields = payload if isinstance(payload, dict) else {"headers": payload}
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    )
    return f"{''.join(parts)}--{BOUNDARY}--\r\n".encode(errors="replace")


def as_hubspot(body: bytes) -> dict[str, str]:
    at = str(int(host_now().timestamp() * 1000))
    signed = b"POST" + f"{PUBLIC_URL}/webhooks/hubspot".encode() + body + at.encode()
    digest = hmac.new(KEY.encode(), signed, hashlib.sha256).digest()
    return {
        "X-HubSpot-Signature-v3": base64.b64encode(digest).decode(),
        "X-HubSpot-Request-Timestamp": at,
    }
