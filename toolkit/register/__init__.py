"""The register: its logs, where it stands, sign-off, decisions, control totals, and the end of a plan."""
