"""Counting the headings of a paper, the same on paper and on the screen."""

from collections.abc import Iterable, Iterator

from diebian.lib.gongwen.content import Block, Heading
from diebian.lib.gongwen.wording import heading_label


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
    """Each block with its number (一、 （一） 1. （1）), "" for what is no heading; a heading restarts those below it."""
    counts = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading):
            yield "", block
            continue
        counts[block.level - 1] += 1
        counts[block.level :] = [0] * (4 - block.level)
        yield heading_label(level=block.level, number=counts[block.level - 1]), block
