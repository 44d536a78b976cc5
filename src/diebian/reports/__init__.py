"""What citizens report, before it is a case: received, verified on site, rejected, or merged with an earlier one.

Reads ``people`` and ``places``; gives to ``cases``. Contact data stay in the report's own row: never in the audit,
never in the search text.
"""
