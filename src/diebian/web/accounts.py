"""Signing in: nobody signs up by himself; too many failures lock the account for a while."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from diebian.base.problems import TooManyRequests
from diebian.web.middleware import answer


class NoSignup(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse | None:
    """What a person sees after too many wrong passwords."""
    return answer(request, TooManyRequests())
