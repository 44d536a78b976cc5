"""A bad line: a proxy that breaks connections wherever they are, and a server that dies without a word."""

import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.servers import GRANIAN, ROOT, wait_for

PIECE = 16 * 1024
UPLOAD = b"PATCH /api/v1/field/files/"
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
class Line:
    """Between phone and server. While it is bad, a piece on its way is now and then the last one of its connection."""

    port: int
    server_port: int
    chance: random.Random
    cuts_left: int = 0
    cuts: int = 0
    on_upload: Callable[[], None] = lambda: None
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
            for source, target in ((phone, server), (server, phone)):
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

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

    def _is_cut(self) -> bool:
        with self.lock:
            if not self.cuts_left or self.chance.random() > 0.035:
                return False
            self.cuts_left -= 1
            self.cuts += 1
            return True
