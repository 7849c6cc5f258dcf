"""Every sheet and column of a Service Return and a Plan Register, declared once."""
