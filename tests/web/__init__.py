"""Pages and what holds for all of them."""
