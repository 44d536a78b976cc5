"""Keys that tell nothing.

Numbers given in turn tell how many things were made between two that a person may see, and so that something was made at
all: a secret visit that was planned, the photographs of one that is still under way. Such things get their keys by lot.
"""

import secrets

# Above all numbers that were given in turn before, below what a browser's numbers hold exactly.
LOWEST = 2**40
BEYOND = 2**53


def drawn_key() -> int:
    """A key by lot. That one is drawn twice is as good as impossible; the database would refuse it."""
    return LOWEST + secrets.randbelow(BEYOND - LOWEST)
