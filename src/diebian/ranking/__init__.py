"""Ranking: weeks that are closed once and for all, the place of every unit in its group, commendation and criticism."""
