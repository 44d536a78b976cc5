"""Who: the campaign and its calendar, units, posts, special tasks, users and what each may do.

Reads ``base``; gives campaigns, units and guards to every later room.
"""
