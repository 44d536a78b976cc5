"""The database is the one that was asked for, and the migrations tell the whole of the models."""

import os

import pytest
from django.core.management import call_command
from django.db import connection


def test_the_tests_run_on_the_database_asked_for(db):
    asked = os.environ.get("DIEBIAN_TEST_DATABASE", "sqlite")
    assert connection.vendor == ("postgresql" if asked == "postgres" else "sqlite")


def test_models_have_no_change_without_a_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_sqlite_flushes_before_it_answers(db):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has these switches")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2  # FULL
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone()[0] == 1
