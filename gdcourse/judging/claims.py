"""A claim: what the theory predicts beside what was measured."""

import math
import warnings
from dataclasses import dataclass

from IPython.display import display

from gdcourse.judging.record import remember_claim
from gdcourse.judging.verdict import COLORS, box


@dataclass(frozen=True)
class Claim:
    """One line: what is claimed, the predicted and the measured figure, and whether they agree."""

    what: str
    measured: float
    predicted: float
    within: float

    @property
    def holds(self):
        """Whether measured and predicted agree within the tolerance."""
        return abs(self.measured - self.predicted) <= self._margin

    @property
    def _margin(self):
        return self.within * (abs(self.predicted) or 1.0)

    def __str__(self):
        sign = "✓" if self.holds else "✗ they should agree"
        measured, predicted = self._rounded(self.measured), short(self.predicted)
        return f"{self.what}: predicted {predicted}, measured {measured} ({self._tolerance()}) {sign}"

    def _rounded(self, value):
        """The value to the digits that the tolerance makes meaningful."""
        if not self.holds or not self._margin:
            return f"{value:.6g}"
        decimals = math.ceil(-math.log10(self._margin))
        rounded = round(value, decimals) + 0.0
        return f"{rounded:.{decimals}f}" if rounded and 0 < decimals < 7 else f"{rounded:.6g}"

    def _tolerance(self):
        if self.within == 0:
            return "exactly"
        return f"within {self.within:.1g}" if self.predicted == 0 else f"within {100 * self.within:.3g} %"

    def _repr_mimebundle_(self, **_):
        color = COLORS["passed" if self.holds else "failed"]
        return {"text/plain": str(self), "text/html": box(str(self), color)}


def short(value):
    """A number to four significant digits, without an exponent where that reads well."""
    return f"{float(f'{value:.4g}'):.6g}"


def claim(what, measured, predicted, within=0.05):
    """Show a measured figure beside the predicted one, in one line that says whether they agree.

    They agree if they differ by at most the share `within` of the predicted one; where 0 is predicted, by
    at most `within` itself. `within=0` asks for equality. The figures are remembered, for answers().
    """
    figures = {"measured": float(measured), "predicted": float(predicted), "within": within}
    display(Claim(what, **figures))
    try:
        remember_claim(what, figures)
    except OSError as error:
        warnings.warn(f"What you measure cannot be written to your record: {error}", stacklevel=1)
