"""A world with known true rates: people, their touches and what these bring, from one number.

For tests, screenshots and measurements: what a report finds can be held against what was planted.
The same seed makes the same world, fact by fact.
"""

from domain.world.cadences import WORLD
from domain.world.life import Life
from domain.world.rates import Rates
from domain.world.world import World, first_of, lives

__all__ = ["WORLD", "Life", "Rates", "World", "first_of", "lives"]
