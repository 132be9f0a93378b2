"""Rules that go down a landscape from a start, all of which can be changed: what Valley and Descent1D share."""

from dataclasses import dataclass, replace

import numpy as np

from gdcourse.live.picture import LivePicture, changes_picture
from gdcourse.live.race import race
from gdcourse.live.rules import with_setting
from gdcourse.live.settings import numeric_settings, stops, whole

MOST_STEPS = 2000


@dataclass(frozen=True)
class Setup:
    """A race before it is run. ground: a Terrain or a Curve. start: shape (d,). rules: dict name → rule."""

    ground: object
    start: np.ndarray
    rules: dict
    steps: int


class Racing(LivePicture):
    """Rules that all go down a ground from one start; the learner holds the start and the settings of the rules.

    `_setup` is the race that is shown, `_runs` its outcome, dict name → Run. A subclass draws them.
    """

    def __init__(self, ground, rules, steps):
        super().__init__()
        self._first = Setup(ground, ground.start, rules, whole("steps", steps, 1, MOST_STEPS))
        self._become(self._first)

    def _become(self, setup):
        self._runs = race(setup.ground, setup.start, setup.rules, setup.steps)
        self._setup = setup

    @property
    def start(self):
        """Where all rules begin, shape (d,)."""
        return self._setup.start.copy()

    @start.setter
    @changes_picture
    def start(self, start):
        ground = self._setup.ground.with_start(start)
        self._become(replace(self._setup, ground=ground, start=ground.start))

    @property
    def steps(self):
        """How many steps each rule takes."""
        return self._setup.steps

    @steps.setter
    @changes_picture
    def steps(self, steps):
        self._become(replace(self._setup, steps=whole("steps", steps, 1, MOST_STEPS)))

    @changes_picture
    def reset(self):
        """Go back to the start and the settings that the picture was made with."""
        self._become(self._before_changes())

    def _before_changes(self):
        return replace(self._setup, start=self._first.start, rules=self._first.rules)

    @changes_picture
    def _set(self, name, setting, value):
        self._become(replace(self._setup, rules=with_setting(self._setup.rules, name, setting, value)))

    def apply(self, changes):
        """What the browser asks for: "reset", "start" and settings as "number of the rule:setting"."""
        setup = self._before_changes() if changes.pop("reset", False) else self._setup
        if "start" in changes:
            start = np.array(changes.pop("start"), dtype=float)
            setup = replace(setup, start=np.clip(start, *np.transpose(setup.ground.frame)))
        for knob, value in changes.items():
            number, setting = knob.split(":")
            setup = replace(setup, rules=with_setting(setup.rules, list(setup.rules)[int(number)], setting, value))
        self._become(setup)

    def _knobs(self, name):
        """Where the slider for each setting of a rule stops: around the first value, and at the present one."""
        first = numeric_settings(self._first.rules[name])
        return {setting: self._stops(setting, first.get(setting, value), value).tolist()
                for setting, value in numeric_settings(self._setup.rules[name]).items()}  # fmt: skip

    def _stops(self, setting, *values):
        return stops(setting, *values)
