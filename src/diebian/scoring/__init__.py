"""What a week is worth: published rules, the facts they count, and the score of each unit, every point with its case and clause.

Reads cases; gives scores to ranking.
"""
