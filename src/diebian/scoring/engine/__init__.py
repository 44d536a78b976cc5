"""The score as one Ibis definition: tables in, tables out, integers only. No Django, no clock.

The same expressions are compiled for SQLite and PostgreSQL (and for DuckDB or Spark where the data outgrow one machine).
Nothing is divided: engines round differently, and a tie would show it.
"""
