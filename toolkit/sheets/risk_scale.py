"""The scale on which a plan marks its risks: from 1 to 5, or Low, Medium and High."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from toolkit.model.identity import text_key
from toolkit.model.plan import Plan
from toolkit.sheets.columns import SheetSpec

MARKS = ("likelihood", "impact")
"""The columns of Risks that are marked."""
SETTING = "risk_scale"


@dataclass(frozen=True)
class Scale:
    """One scale: how it is called on Settings, what its marks count as, and which scores are its highest band."""

    name: str
    top: int
    highest_band: int
    """From this product on, a risk is in the highest band of the heat map."""
    choices: str
    """The drop-down list of its marks."""
    said: str
    words: dict[str, int] = field(default_factory=dict)

    def mark(self, value: object) -> int | None:
        """What a cell counts as; None where it is blank or off the scale."""
        numbers = {str(n): n for n in range(1, self.top + 1)}
        return (numbers | self.words).get(text_key(value))

    def score(self, likelihood: object, impact: object) -> int | None:
        """Likelihood times impact, None where either is blank or off the scale."""
        marks = self.mark(likelihood), self.mark(impact)
        return None if marks[0] is None or marks[1] is None else marks[0] * marks[1]


FIVE = Scale("5-point", 5, 15, "Score", "from 1 to 5")
THREE = Scale(
    "3-point", 3, 6, "Level", "Low, Medium or High (1, 2 or 3)",
    {"low": 1, "l": 1, "medium": 2, "med": 2, "m": 2, "high": 3, "h": 3},
)  # fmt: skip


def scale_of(setting: object) -> Scale:
    """The scale that Settings name; the five points where they name none."""
    return THREE if text_key(setting) == THREE.name else FIVE


def scales_of(plan: Plan) -> dict[str, Scale]:
    """The scale of each file."""
    return {str(source): scale_of(setting) for source, setting in plan.settings[SETTING].items()}


def on_scale(spec: SheetSpec, scale: Scale) -> SheetSpec:
    """A sheet as a plan of that scale has it: its marks are chosen from the scale's list."""
    if spec.name != "Risks" or scale is FIVE:
        return spec
    said = f"{scale.said}."
    columns = (replace(c, choices=scale.choices, help=said) if c.id in MARKS else c for c in spec.columns)
    return replace(spec, columns=tuple(columns))
