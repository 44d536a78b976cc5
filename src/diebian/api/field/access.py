"""Who has something to do in the street: who checks, who verifies, whose unit puts right."""

from diebian.api.access import Asks
from diebian.people.terms import Permission

IN_THE_FIELD = Asks(Permission.VISIT_SUBMIT, Permission.CASE_VERIFY, Permission.CASE_RECTIFY)
