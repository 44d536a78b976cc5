"""Fixtures for all tests; the people of the stories are in ``cast.py``."""

import os
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from diebian.standards import ready

pytest_plugins = ["tests.cast", "tests.park", "tests.secret"]


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path: Path):
    """Files of each test lie in its own folder; passwords are hashed cheaply; static files need no manifest."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def in_chinese():
    """A page asked for in English leaves its thread speaking English; the next test begins in the source language."""
    translation.activate("zh-hans")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def no_editions_of_others():
    """A test's editions are taken back after it and the next one's get the same numbers."""
    ready.forget()


@pytest.fixture
def vendor(db) -> str:
    return connection.vendor


def pytest_report_header() -> str:
    return f"database: {os.environ.get('DIEBIAN_TEST_DATABASE', 'sqlite')}"
