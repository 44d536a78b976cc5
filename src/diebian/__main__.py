"""``python -m diebian`` is the same as the ``diebian`` command."""

from diebian.jobs.cli import main

if __name__ == "__main__":
    main()
