"""`python -m starter`: the same as `drumbeat`."""

from __future__ import annotations

from starter.cli import main

if __name__ == "__main__":
    main()
