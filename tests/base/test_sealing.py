"""What goes out sealed comes back as it was, and tells nothing on its way."""

import pytest
from django.test import override_settings

from diebian.base.sealing import WrongToken, seal, unseal

VALUES = [0, "2017-08-02T10:00:00+08:00", 1041, ["place"], None]


def test_it_comes_back_as_it_was_and_the_same_values_are_the_same_token():
    token = seal(VALUES, purpose="page")
    assert unseal(token, purpose="page") == VALUES
    assert seal(VALUES, purpose="page") == token


def test_it_is_fit_for_an_address():
    assert seal(VALUES, purpose="page").replace("-", "").replace("_", "").isalnum()


def test_two_numbers_in_turn_have_nothing_in_common():
    """Of the bits of two tokens about half differ, whatever they hold."""
    one, two = (bytes(seal([n], purpose="page"), "ascii") for n in (1041, 1042))
    assert sum(a != b for a, b in zip(one, two, strict=True)) > len(one) * 3 // 4


@pytest.mark.parametrize("token", ["", "?", "AAAA", "WzBd", "é", "A" * 5])
def test_what_was_not_sealed_here_is_refused(token):
    with pytest.raises(WrongToken):
        unseal(token, purpose="page")


def test_a_token_fits_its_purpose_alone_and_no_other_installation():
    token = seal(VALUES, purpose="page")
    with pytest.raises(WrongToken):
        unseal(token, purpose="field")
    with override_settings(SECRET_KEY="another"), pytest.raises(WrongToken):
        unseal(token, purpose="page")
