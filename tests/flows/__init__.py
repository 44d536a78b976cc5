"""The stories that cross rooms."""
