"""A worked plan of an invented council, built from plain text: see ``plan.yaml`` and ``returns.yaml``."""
