"""The tools of set-up and of the tests."""
