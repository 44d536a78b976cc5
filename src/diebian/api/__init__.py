"""The door for machines: JSON over HTTP, the same actions and the same policy table as the pages."""
