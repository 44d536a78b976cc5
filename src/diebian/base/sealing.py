"""Values that go out and come back, unread and unaltered: where a page ends, where a phone stands in the feed.

Such a token holds keys and numbers of events. Read, they would tell how many things were made between two pages, and so of a
secret visit that was planned. Sealed with a key of this installation they tell nothing; the same values give the same token,
so that an address stays as it was.
"""

import base64
import hmac
import json
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings


class WrongToken(ValueError):
    """Not a token that this installation sealed for that purpose."""


@cache
def _cipher(secret: str) -> AESSIV:
    return AESSIV(hmac.digest(secret.encode(), b"diebian.base.sealing", "sha512"))


def seal(values: Any, *, purpose: str) -> str:
    """Plain JSON values as a token for addresses. A token for one purpose fits no other."""
    sealed = _cipher(settings.SECRET_KEY).encrypt(json.dumps(values).encode(), [purpose.encode()])
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(token: str, *, purpose: str) -> Any:
    """The values of a token. Raises ``WrongToken``."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return json.loads(_cipher(settings.SECRET_KEY).decrypt(sealed, [purpose.encode()]))
    except (ValueError, InvalidTag) as fault:
        raise WrongToken from fault
