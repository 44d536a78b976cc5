"""The stories that cross rooms: each is one function, one transaction, read from top to bottom."""
