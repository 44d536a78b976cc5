"""Standards: rules, packs, actions, queries."""
