"""The worker as it is, save that it waits for a mail server for two seconds, not ten minutes."""

from __future__ import annotations

from activities.transports.smtp import SmtpTransport
from activities.transports.smtp_connections import Limits
from config.running import leave, run_to_its_end
from worker.run import run

HASTY = Limits(command=2.0, reply=2.0)

if __name__ == "__main__":
    SmtpTransport.__init__.__defaults__ = (HASTY, None)
    leave(run_to_its_end(run))
