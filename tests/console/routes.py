"""Every route of the console, with an address of each for the furnished house."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from tests.console.furniture import Furniture

OPEN = frozenset({"/healthz", "/readyz"})
DOOR = "/sign-in"
AT_LEAST = 20


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of each, but for static files."""
    routers = [getattr(route, "original_router", None) for route in app.routes]
    found = [
        (method, route.path)
        for router in routers
        if isinstance(router, APIRouter)
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]
    assert len(found) > AT_LEAST, "the routes are kept elsewhere now"
    return found


def address_of(path: str, furniture: Furniture) -> str:
    """The path with somebody of the house in it."""
    named = {
        "{enrollment}": furniture.active,
        "{step}": "hello",
        "{name}": "outreach",
        "{experiment}": "greeting",
        "{prospect}": furniture.prospect,
        "{task}": f"{furniture.evil}.ring",
        "{token}": "made-up",
        "{change}": "made-up",
        "{report}": "touches",
    }
    for name, value in named.items():
        path = path.replace(name, value)
    assert "{" not in path, f"say in tests/console/routes.py what stands in {path}"
    return path
