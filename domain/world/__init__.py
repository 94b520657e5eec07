"""A world with known true rates: people, their touches and what these bring, from one number.

For tests, screenshots and measurements: what a report finds can be held against what was planted.
The same seed makes the same world, fact by fact.
"""

from domain.world.life import Life
from domain.world.rates import Rates
from domain.world.world import World, lives

__all__ = ["Life", "Rates", "World", "lives"]
