"""外业: what comes from an inspector's phone, by the network or as a file, and what it is told of changes."""
