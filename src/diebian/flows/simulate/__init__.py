"""模拟演示: a whole campaign lived through by the same actions and flows that people use.

plan (what comes when) → world (a queue of acts) → arriving and working (the acts) → run. See docs/demo.md.
"""

from diebian.flows.simulate.digest import digest
from diebian.flows.simulate.run import REPORTED_START, simulate
from diebian.flows.simulate.terms import FULL, SMALL, Outcome, Size

__all__ = ["FULL", "REPORTED_START", "SMALL", "Outcome", "Size", "digest", "simulate"]
