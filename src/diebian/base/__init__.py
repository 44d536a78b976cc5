"""What every room stands on: problems, the audit chain, stored files, search, paging, phrases.

Reads ``lib``; gives to all rooms.
"""
