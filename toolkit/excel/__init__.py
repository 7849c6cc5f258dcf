"""The only code that knows workbooks exist: reading, writing, patching, and Excel itself."""
