"""Pure decisions about standards: judging an item, checking a pack, choosing a limit, merging check lists."""
