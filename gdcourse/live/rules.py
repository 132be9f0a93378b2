"""Rules that a learner hands to a picture, and holds in it: checked, named, and changed one setting at a time."""

import copy
import inspect
from collections.abc import Mapping

from gdcourse import drawing
from gdcourse.live.settings import constructor_settings, is_number


class RuleInPicture:
    """A rule of a picture: read its settings, or set one, and the picture moves."""

    def __init__(self, picture, name):
        vars(self).update(_picture=picture, _name=name)

    def __getattr__(self, setting):
        return getattr(self._picture._setup.rules[self._name], setting)

    def __setattr__(self, setting, value):
        self._picture._set(self._name, setting, value)

    def __repr__(self):
        return repr(self._picture._setup.rules[self._name])


def with_setting(rules, name, setting, value):
    """A copy of the rules in which one has another setting; AttributeError or ValueError if it cannot."""
    rules = copy.deepcopy(rules)
    known = constructor_settings(rules[name])
    if setting not in known:
        raise AttributeError(f"{name} has the settings {', '.join(known) or '(none)'}, but no {setting!r}")
    if not is_number(value) and not callable(value):
        raise ValueError(f"{setting} must be a finite number, but it is {value!r}")
    setattr(rules[name], setting, value)
    return rules


def named(rules):
    """Rules as a dict name → rule, from a dict, a list or one rule; ValueError if something is no rule."""
    if hasattr(rules, "step"):
        rules = [rules]
    if not isinstance(rules, Mapping):
        kinds = [type(rule).__name__ for rule in rules]
        numbers = [kinds[:i].count(kind) + 1 for i, kind in enumerate(kinds)]
        names = [kind if number == 1 else f"{kind} {number}" for kind, number in zip(kinds, numbers, strict=True)]
        rules = dict(zip(names, rules, strict=True))
    for name, rule in rules.items():
        if not is_rule(rule):
            raise ValueError(f"{name} must be an object with step(theta, g), such as Adam(lr=0.1), but it is {rule!r}")
    if not 1 <= len(rules) <= len(drawing.COLORS):
        raise ValueError(f"a valley has room for 1 to {len(drawing.COLORS)} rules, but {len(rules)} came")
    return dict(rules)


def is_rule(rule):
    """Whether it is an object with a step, and not a class."""
    return callable(getattr(rule, "step", None)) and not inspect.isclass(rule)


def formula(rule):
    """The formula in a rule's docstring: its indented lines."""
    lines = (inspect.getdoc(type(rule)) or "").splitlines()
    return [" ".join(part.split()) for line in lines if line.startswith("    ") for part in line.split("     ")
            if part.strip()]  # fmt: skip
