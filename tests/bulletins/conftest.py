"""Closed weeks to issue papers on."""

from tests.ranking.conftest import weeks

__all__ = ["weeks"]
