"""What fix does to a return: what may be mended, certainly or perhaps, how it is written, and how undone."""
