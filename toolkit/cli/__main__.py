"""``python -m toolkit.cli``: the command line where the command itself is not on the path."""

from toolkit.cli import main

if __name__ == "__main__":
    main()
