"""Started by Excel. Nothing that is wrong with the installation may pass for an answer (exit codes 0 and 1)."""

from __future__ import annotations

import gc
import sys

from toolkit.ribbon.log import UNSPOKEN, Caught, note, opened

# One press, and the process ends: it makes a great many objects and hardly any circular garbage to look for.
gc.disable()
log = opened()
with Caught() as caught:
    from toolkit.ribbon.door import main

if caught.error is not None:
    note(log, "start", "", caught.error)
    sys.exit(UNSPOKEN)
answer = main(sys.argv[1:])
# All of it goes at once: Python would look through it for garbage a last time.
gc.freeze()
sys.exit(answer)
