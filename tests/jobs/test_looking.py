"""Photographs are looked over beside the web server: soon, by one process, whatever happens to it."""

import os
import signal
import subprocess
import threading

import pytest
from django.db import OperationalError

from diebian.cases.models import CasePhoto, EvidenceFlag
from diebian.flows import look_over_photos as flow
from diebian.jobs import looking
from tests.cases.conftest import Ledger
from tests.cases.test_evidence import handed_in, sent


@pytest.fixture
def two_alike(cast) -> None:
    ledger = Ledger(cast)
    handed_in(ledger, sent(0))
    handed_in(ledger, sent(0))


@pytest.fixture
def own_signals():
    """A watch takes the signals of its process; the tests' own come back after it."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def same_connection(monkeypatch):
    """The connection of the test's own transaction stays open."""
    monkeypatch.setattr(looking, "close_old_connections", lambda: None)


def test_what_was_handed_in_is_looked_over_at_the_next_look_and_then_there_is_rest(two_alike):
    assert looking.look() == 0
    assert EvidenceFlag.objects.get().kind == "same"
    assert looking.look() == looking.PAUSE


def test_a_few_at_a_time_the_oldest_first(two_alike, monkeypatch):
    monkeypatch.setattr(flow, "BATCH", 1)
    assert looking.look() == 0
    first, second = CasePhoto.objects.order_by("pk")
    assert first.checked_at
    assert not second.checked_at


def test_a_fault_of_the_database_is_told_and_tried_again_later(two_alike, monkeypatch, caplog):
    def broken(**_):
        raise OperationalError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(looking, "look_over_some", broken)
        assert looking.look() == looking.AFTER_FAULT
    assert "the disk is full" in caplog.text
    assert looking.look() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_watch_ends_when_it_is_told_to(two_alike, own_signals, monkeypatch, number):
    def rest() -> float:
        os.kill(os.getpid(), number)
        return 60.0

    monkeypatch.setattr(looking, "look", rest)
    looking.watch()


def test_a_watch_beside_a_server_that_is_gone_does_nothing(two_alike, own_signals, monkeypatch):
    monkeypatch.setattr(os, "nice", lambda _: 0)
    looking.watch(parent=os.getppid() + 1)
    assert CasePhoto.objects.filter(checked_at=None).count() == 2


class Fake:
    """A process that is over after some looks, or never."""

    returncode = -9

    def __init__(self, *, alive: int, deaf: bool = False) -> None:
        self.alive, self.deaf, self.ended = alive, deaf, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def poll(self):
        self.alive -= 1
        return None if self.alive >= 0 else self.returncode

    def terminate(self):
        self.ended.append("asked")

    def wait(self, patience):
        if self.deaf:
            raise subprocess.TimeoutExpired("x", patience)

    def kill(self):
        self.ended.append("killed")


def test_one_that_died_is_begun_again_and_one_that_does_not_end_is_ended(monkeypatch, caplog):
    processes = [Fake(alive=0), Fake(alive=10**9, deaf=True)]
    begun, both = iter(processes), threading.Event()

    def start(words):
        assert words[-2:] == ["--parent", str(os.getpid())]
        process = next(begun)
        if process.deaf:
            both.set()
        return process

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(looking, "BEFORE_AGAIN", 0)
    with looking.beside():
        assert both.wait(10)
    assert "begun again" in caplog.text
    assert processes[1].ended == ["asked", "killed"]
