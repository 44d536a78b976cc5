"""SQLite for Django, with writers that queue. ENGINE = "diebian.base.sqlite"."""
