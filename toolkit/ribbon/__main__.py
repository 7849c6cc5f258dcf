"""Started by Excel. Nothing that is wrong with the installation may pass for an answer (exit codes 0 and 1)."""

from __future__ import annotations

import sys

from toolkit.ribbon.log import UNSPOKEN, Caught, note, opened

log = opened()
with Caught() as caught:
    from toolkit.ribbon.door import main

if caught.error is not None:
    note(log, "start", "", caught.error)
    sys.exit(UNSPOKEN)
sys.exit(main(sys.argv[1:]))
