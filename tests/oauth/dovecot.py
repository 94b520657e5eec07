"""Dovecot that lets in by XOAUTH2 whom the authorization server vouches for.

And by password whoever says opensesame.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.imap_server import an_imap_server
from tests.oauth.authorization_server import AuthorizationServer

LETTING_IN = """\
auth_mechanisms = xoauth2 plain
passdb {{{{
  driver = static
  mechanisms = plain
  args = password=opensesame
}}}}
passdb {{{{
  driver = oauth2
  mechanisms = xoauth2
  args = {conf}
}}}}
"""
OAUTH2 = """\
introspection_mode = post
introspection_url = {url}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""


@contextmanager
def a_dovecot(authorization: AuthorizationServer, folder: Path) -> Iterator[int]:
    """Its port; `folder` keeps what it is to ask."""
    conf = folder / "oauth2.conf"
    conf.write_text(OAUTH2.format(url=authorization.url), encoding="utf-8")
    with an_imap_server(letting_in=LETTING_IN.format(conf=conf)) as server:
        yield server.port
