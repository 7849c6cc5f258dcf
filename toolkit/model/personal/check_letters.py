"""The check figure of an NHS number and the check letter of a unique pupil number."""

from __future__ import annotations

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""In the order of their values, from 0: I, O and S are left out since they look like figures (Department for
Education, "Unique pupil numbers: a guide for schools and local authorities")."""


def nhs_check_figure(nine: str) -> str | None:
    """The tenth figure of an NHS number; None where no number begins with these nine.

    The nine are weighed by 10 down to 2; the check figure brings the sum to a multiple of 11 (NHS Data Dictionary).
    """
    total = sum(int(figure) * weight for figure, weight in zip(nine, range(10, 1, -1), strict=True))
    check = -total % 11
    return str(check) if check < 10 else None


def is_nhs_number(figures: str) -> bool:
    """Whether ten figures end in their own check figure."""
    return len(figures) == 10 and figures.isdecimal() and nhs_check_figure(figures[:9]) == figures[9]


def may_be_given_out(figures: str) -> bool:
    """Whether NHS numbers, or their like in Scotland and Northern Ireland, begin so.

    England and Wales give out 4, 6 and 7, and 9 for tests; Northern Ireland 32 to 39; a Scottish number begins with
    the day and month of birth.
    """
    if figures[0] in "4679" or "32" <= figures[:2] <= "39":
        return True
    return "01" <= figures[:2] <= "31" and "01" <= figures[2:4] <= "12"


def upn_check_letter(twelve: str) -> str:
    """The letter a unique pupil number begins with: the others weighed by 2 up to 13, what is left after 23.

    The last of a temporary number is a letter, which counts as its value.
    """
    values = (int(one) if one.isdecimal() else UPN_LETTERS.index(one) for one in twelve)
    return UPN_LETTERS[sum(value * weight for value, weight in zip(values, range(2, 14), strict=True)) % 23]


def is_upn(characters: str) -> bool:
    """Whether thirteen characters are a unique pupil number: its letter, eleven figures, and a figure or letter."""
    if len(characters) != 13 or not characters[1:12].isdecimal() or not characters.isascii():
        return False
    last = characters[12]
    return (last.isdecimal() or last in UPN_LETTERS) and upn_check_letter(characters[1:]) == characters[0]
