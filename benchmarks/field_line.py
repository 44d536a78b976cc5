"""A bad line: a proxy that is slow or breaks connections wherever they are, and a server that dies without a word."""

import os
import queue
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.servers import GRANIAN, ROOT, wait_for

PIECE = 16 * 1024
UPLOAD = b"PATCH /api/v1/field/files/"
# In a page: the app opens without a network from now on.
WORKS_OFFLINE = "async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'"
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER of nothing: the other side sees a reset, not an end


class Server:
    """Our server as a process group of its own, which can be killed whole."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self.port, self.kills = port, 0
        self.environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **environment}
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            *GRANIAN,
            "--port",
            str(self.port),
            "diebian.config.wsgi:application",
        ]
        self.process = subprocess.Popen(
            command, env=self.environment, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL
        )
        for patience in (3, 2, 1, 0):  # a busy machine starts slowly
            try:
                wait_for(f"http://127.0.0.1:{self.port}/healthz")
                break
            except TimeoutError:
                if not patience:
                    raise

    def kill(self) -> None:
        """kill -9: nothing is flushed, nothing is said."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


@dataclass
class Pace:
    """One direction of a slow line, shared by all its connections: bytes a second, and seconds that each byte travels."""

    bytes_per_second: float
    travels: float
    free_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def due(self, size: int) -> float:
        """When a piece that is handed over now arrives: after all that was handed over before it."""
        with self.lock:
            self.free_at = max(self.free_at, time.monotonic()) + size / self.bytes_per_second
            return self.free_at + self.travels


def pace(*, down_kbit: float, up_kbit: float, round_trip_ms: float) -> tuple[Pace, Pace]:
    """Towards the server, and towards the phone."""
    travels = round_trip_ms / 2000
    return Pace(up_kbit * 125, travels), Pace(down_kbit * 125, travels)


@dataclass
class Line:
    """Between phone and server. While it is bad, a piece on its way is now and then the last one of its connection.

    ``paces`` makes it slow: towards the server, towards the phone.
    """

    port: int
    server_port: int
    chance: random.Random
    cuts_left: int = 0
    cuts: int = 0
    on_upload: Callable[[], None] = lambda: None
    paces: tuple[Pace, Pace] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> None:
        self.door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            phone, _address = self.door.accept()
            try:
                server = socket.create_connection(("127.0.0.1", self.server_port), timeout=5)
            except OSError:
                phone.close()
                continue
            server.settimeout(None)
            paces = self.paces or (None, None)
            if paces[0]:
                time.sleep(2 * paces[0].travels)  # a connection is made: there and back
            for source, target, slow in ((phone, server, paces[0]), (server, phone, paces[1])):
                carry = (self._carry, source, target) if slow is None else (self._crawl, source, target, slow)
                threading.Thread(target=carry[0], args=carry[1:], daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                if UPLOAD in piece:
                    self.on_upload()
                if self._is_cut():
                    target.sendall(piece[: self.chance.randrange(len(piece))])
                    break
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _crawl(self, source: socket.socket, target: socket.socket, slow: Pace) -> None:
        """Carry at a pace: what was read waits in line until it is due, while more is read."""
        under_way: queue.Queue[tuple[float, bytes]] = queue.Queue()
        threading.Thread(target=self._arrive, args=(under_way, target), daemon=True).start()
        piece = b" "
        while piece:
            try:
                piece = source.recv(PIECE)
            except OSError:
                piece = b""
            under_way.put((slow.due(len(piece)), piece))

    def _arrive(self, under_way: "queue.Queue[tuple[float, bytes]]", target: socket.socket) -> None:
        with suppress(OSError):
            while True:
                due, piece = under_way.get()
                time.sleep(max(0.0, due - time.monotonic()))
                if not piece:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(piece)

    def _is_cut(self) -> bool:
        with self.lock:
            if not self.cuts_left or self.chance.random() > 0.035:
                return False
            self.cuts_left -= 1
            self.cuts += 1
            return True
