"""The inside of a workbook file: its zip, its parts, and the few of them this project changes."""
