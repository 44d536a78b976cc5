"""Where sessions are kept: Django's table, read by a ready statement, since every request begins with it."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from diebian.base import clock
from diebian.base.rows import read_rows


class SessionStore(db.SessionStore):
    """Django's own, but for the one read."""

    def _get_session_from_db(self) -> Session | None:
        found = read_rows(Session, "session_key = %s", [self.session_key])
        if found and found[0].expire_date > clock.now():
            return found[0]
        self._session_key = None  # as Django does: an unknown key is never taken over
        return None
