"""Writes of this room: loading an edition, adopting it in a campaign, dropping a framework."""

from diebian.standards.actions.adopting import adopt_edition, drop_framework
from diebian.standards.actions.loading import Loaded, load_edition

__all__ = ["Loaded", "adopt_edition", "drop_framework", "load_edition"]
