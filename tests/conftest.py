"""What a machine without the Debian packages leaves out; `tests.real_parts` says so at the end."""

from __future__ import annotations

from tests.debian import left_out

collect_ignore = list(left_out())
