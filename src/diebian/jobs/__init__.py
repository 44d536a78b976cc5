"""The ``diebian`` command: each subcommand reads its arguments and calls one flow."""
