"""Visits to places: planned and made, what was observed there, and the faults that were found.

Reads ``places`` and ``standards``; gives to ``cases``.
"""
