"""Debian's chromium, driven by playwright, headless and with nothing of its own to phone."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

PROGRAM = Path("/usr/bin/chromium")
# Root has no user namespace of its own to put the sandbox into.
AS_ROOT = ("--no-sandbox",)
QUIET = ("--disable-background-networking", "--disable-component-update", "--no-first-run")


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """A browser without a window, closed at the end."""
    arguments = (*QUIET, *(AS_ROOT if os.geteuid() == 0 else ()))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=PROGRAM, args=arguments, headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()
