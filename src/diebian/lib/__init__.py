"""Tools that know neither Django nor the campaign: spans of working time, tables, papers, datum shift, hash chain.

Reads nothing of ours; every room may use it.
"""
