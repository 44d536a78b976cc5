"""The named writes of the organisation: each asks the guard, checks the rule, changes rows and records the event."""

from diebian.people.actions.calendar import load_national_calendar, set_calendar_days
from diebian.people.actions.campaigns import (
    archive_campaign,
    change_campaign,
    create_campaign,
    create_special_task,
    reach_milestone,
    set_milestone,
)
from diebian.people.actions.keys import create_key, revoke_key
from diebian.people.actions.units import (
    add_unit_alias,
    appoint,
    change_unit,
    create_units,
    end_post,
    register_person,
)
from diebian.people.actions.users import (
    check_password,
    create_user,
    end_grant,
    grant_role,
    random_password,
    reset_password,
    set_own_password,
    set_user_active,
    system_user,
)

__all__ = [
    "add_unit_alias",
    "appoint",
    "archive_campaign",
    "change_campaign",
    "change_unit",
    "check_password",
    "create_campaign",
    "create_key",
    "create_special_task",
    "create_units",
    "create_user",
    "end_grant",
    "end_post",
    "grant_role",
    "load_national_calendar",
    "random_password",
    "reach_milestone",
    "register_person",
    "reset_password",
    "revoke_key",
    "set_calendar_days",
    "set_milestone",
    "set_own_password",
    "set_user_active",
    "system_user",
]
