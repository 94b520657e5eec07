"""Debian's nginx with the site of deploy/nginx, on ports and with a certificate of a test."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.architecture.planting import ROOT
from tests.certificates import write_certificate

SITE = ROOT / "deploy" / "nginx" / "drumbeat.conf"
PROGRAM = Path(shutil.which("nginx", path="/usr/sbin:/usr/bin") or "/usr/sbin/nginx")
# What a distribution's nginx.conf has around a site, for who is not root.
AROUND = """\
daemon off;
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def a_site(folder: Path, ports: dict[str, int]) -> tuple[tuple[str, ...], Path]:
    """The command line of nginx before these doors and this console, and its certificate."""
    folder.mkdir()
    certificate = write_certificate(folder)
    text = SITE.read_text(encoding="utf-8")
    text, named = re.subn(r"/etc/letsencrypt/\S+(?=;)", str(certificate), text)
    assert named == 4
    for written, name in (("8401", "door-1"), ("8402", "door-2"), ("8500", "console")):
        text = text.replace(f"127.0.0.1:{written}", f"127.0.0.1:{ports[name]}")
    text, listening = re.subn(r"listen 443 ssl", f"listen 127.0.0.1:{ports['nginx']} ssl", text)
    assert listening == 2
    (folder / "site.conf").write_text(text, encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(AROUND.format(folder=folder), encoding="utf-8")
    return (str(PROGRAM), "-p", str(folder), "-e", "stderr", "-c", str(main)), certificate
