"""Signing in: nobody signs up by himself; too many failures lock the account for a while."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from diebian.base import clock
from diebian.base.problems import NotFound, TooManyRequests
from diebian.base.rows import read_rows
from diebian.people.actions import set_own_password
from diebian.people.models import User
from diebian.web.addresses import client_address
from diebian.web.guards import public
from diebian.web.middleware import answer

COOL_OFF_SECONDS = "600"
SIGNED_IN_AT = "signed_in_at"


class NoSignup(DefaultAccountAdapter):
    """Accounts are made by an administrator; passwords change by our own action, which the audit tells of."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        if isinstance(user, User):
            set_own_password(user=user, password=password, at=clock.now())

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and note when: from here the session's hours are counted (``web.safety``)."""
        super().login(request, user)
        request.session[SIGNED_IN_AT] = int(clock.now().timestamp())

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"


class Backend(AuthenticationBackend):
    """Passwords as allauth checks them; whose session it is, is looked up at every request and so by a ready statement."""

    def get_user(self, user_id: int) -> User | None:
        user = next(iter(read_rows(User, "id = %s", [user_id])), None)
        return user if user and self.user_can_authenticate(user) else None


@public
def nowhere(request: HttpRequest, **_words: Any) -> HttpResponse:
    """An address whose name allauth asks for and whose page there is not: no sign-up, no e-mail."""
    raise NotFound(what=request.path)


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse | None:
    """What a person sees after too many wrong passwords."""
    page = answer(request, TooManyRequests())
    if page is not None:
        page.headers["Retry-After"] = COOL_OFF_SECONDS
    return page
