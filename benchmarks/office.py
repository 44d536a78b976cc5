"""An office to measure: a data folder with a campaign, one user of the office, and as many cases as asked for."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "Measured-by-day-2017"  # of a folder that is thrown away

SEED = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diebian.config.settings")
import django
django.setup()
from datetime import date
from diebian.base.clock import now
from diebian.cases.actions import NewCase, register_cases
from diebian.cases.terms import CaseSource
from diebian.flows.set_up import set_up
from diebian.people.actions import create_key, create_user, grant_role, system_user
from diebian.people.terms import Role
count, at = int(sys.argv[1]), now()
by = system_user(at=at)
made = set_up(division_code="410811", start_on=date.today(), days=50, by=by, at=at)
user = create_user(username="measured", display_name="测量", password=sys.argv[2], by=by, at=at)
grant_role(user=user, campaign=made.campaign, role=Role.OFFICE, by=by, at=at)
by.roles_known = {}
text = "南门处地面存在垃圾，须立即清运。" * 6
new = [NewCase(description=f"{text}{n}", source=CaseSource.CITY_TASK, place_text="工字路") for n in range(count)]
for start in range(0, count, 5000):
    register_cases(campaign=made.campaign, new=new[start:start + 5000], by=by, at=at)
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "diebian.web.accounts.Backend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key, create_key(user=user, name="measured", by=by, at=at))
"""


def environment(home: Path) -> dict[str, str]:
    """The settings of a measured installation."""
    return {
        "DIEBIAN_HOME": str(home),
        "DIEBIAN_SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DIEBIAN_HOSTS": "127.0.0.1",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


def make(home: Path, *, cases: int) -> tuple[str, str]:
    """Fill ``home``; returns the session of a signed-in user of the office, and an API key of his."""
    env = {**os.environ, **environment(home)}
    run = [sys.executable, "-m", "diebian"]
    subprocess.run([*run, "migrate"], env=env, check=True, capture_output=True, cwd=ROOT)
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"], env=env, check=True, cwd=ROOT
    )
    seed = [sys.executable, "-c", SEED, str(cases), PASSWORD]
    done = subprocess.run(seed, env=env, check=True, capture_output=True, text=True, cwd=ROOT)
    session, key = done.stdout.split()[-2:]
    return session, key
