"""What people ask for, end to end on closed workbooks: read, steps, write.

Both doors call these. Progress is reported here: ``watch`` is handed the files as they come, what is being done, and
how many there are, and gives them on.
"""

from toolkit.tasks.frames import Frames, rate, read
from toolkit.tasks.opening import Opened, Watch, unwatched
from toolkit.tasks.registers import FileState, Issued, MergeDone, board, carry_forward, issue, merge, new, sign_off
from toolkit.tasks.returns import Checked, Refreshed, check, refresh, write_findings

__all__ = [
    "Checked",
    "FileState",
    "Frames",
    "Issued",
    "MergeDone",
    "Opened",
    "Refreshed",
    "Watch",
    "board",
    "carry_forward",
    "check",
    "issue",
    "merge",
    "new",
    "rate",
    "read",
    "refresh",
    "sign_off",
    "unwatched",
    "write_findings",
]
