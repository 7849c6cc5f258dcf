"""What stops us reading or writing at all. The text says which file, what was seen and what to do."""

from __future__ import annotations


class ToolkitError(Exception):
    """The work asked for cannot be done; the text is fit to show to the person who asked."""


class CannotRead(ToolkitError):
    """A file could not be read as a workbook; ``state`` is its word in the returns log."""

    def __init__(self, message: str, *, state: str = "Could not be read") -> None:
        super().__init__(message)
        self.state = state


class NotAPlan(CannotRead):
    """A workbook was read, but no sheet in it looks like an action plan."""


class CannotWrite(ToolkitError):
    """A file could not be written; nothing was changed."""


class ChangedMeanwhile(CannotWrite):
    """The file is not the one that was read: somebody has saved it since."""


class SignedWorkbook(CannotWrite):
    """The workbook carries a digital signature, which any change would break."""


class DoesNotReconcile(ToolkitError):
    """Control totals disagree, so figures would not bear a question from the board."""


class CannotDecide(ToolkitError):
    """The files leave a question that only a person can answer."""


class NotIssued(ToolkitError):
    """No return was issued: something in the register would keep one from going out or its answers from coming back."""


class CannotInstall(ToolkitError):
    """The ribbon tab could not be put into Excel or taken out of it; what was done before the failing step stays."""
