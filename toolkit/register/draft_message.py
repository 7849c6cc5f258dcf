"""A message as a file that a mail program opens as a draft: plain text, with a workbook, and not sent."""

from __future__ import annotations

import datetime as dt
import hashlib
import mimetypes
from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import PurePath

TEAM = "Performance team"


def draft(
    subject: str, text: str, *, to: str | None, sender: str | None, on: dt.date, attached: Sequence[tuple[str, bytes]]
) -> bytes:
    """The message as the bytes of an ``.eml`` file, the same for the same words.

    ``to`` and ``sender`` may be no addresses: then nobody is named, and whoever sends it fills that in.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    # A message must say whom it is from: a group without members, where the team has not said its address (RFC 6854).
    message["From"] = addresses(sender)[:1] or Group(TEAM, ())
    if to_whom := addresses(to):
        message["To"] = to_whom
    message["Date"] = dt.datetime.combine(on, dt.time(9), tzinfo=dt.UTC)
    message["X-Unsent"] = "1"
    message.set_content(text)
    for name, data in attached:
        kind, _ = mimetypes.guess_type(PurePath(name).name)
        main, _, sub = (kind or "application/octet-stream").partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    if attached:
        # Drawn by lot otherwise, and the same message would be another file each time.
        whole = b"".join(data for _, data in attached) + text.encode()
        message.set_boundary(f"=_{hashlib.sha256(whole).hexdigest()[:32]}")
    return message.as_bytes()


def addresses(written: str | None) -> tuple[Address, ...]:
    """The e-mail addresses of a cell, split by semicolons or commas; none, where one of them is no address."""
    parts = [part.strip() for part in (written or "").replace(",", ";").split(";") if part.strip()]
    try:
        found = tuple(Address(addr_spec=part) for part in parts)
    except (MessageError, ValueError, IndexError):
        return ()
    sound = all(one.username and "." in one.domain.strip(".") and one.addr_spec.isascii() for one in found)
    return found if sound else ()
