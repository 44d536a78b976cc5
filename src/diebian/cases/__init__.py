"""The ledger: each fault a case with one lead unit and N helpers, its clock, its rectification and verification.

Reads people, places, standards, inspections and reports; gives cases to scoring and to the papers.
"""
