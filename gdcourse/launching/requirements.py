"""What the course declares that it needs, and what of it an environment lacks."""

import importlib.metadata
import re
import tomllib
from pathlib import Path


def declared(root: Path, extra: str) -> list[str]:
    """The requirements of a clone: requirements.txt, and those of one extra of pyproject.toml."""
    lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    needed = [line.split("#")[0].strip() for line in lines]
    if extra:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        needed += project["optional-dependencies"][extra]
    return [requirement for requirement in needed if requirement]


def declared_by_wheel(extra: str) -> list[str]:
    """The requirements that the installed gdcourse declares, those of one extra among them."""
    needed = []
    for line in importlib.metadata.requires("gdcourse") or []:
        requirement, _, marker = line.partition(";")
        if not marker or marker.split("==")[1].strip(" \"'") == extra:
            needed.append(requirement.strip())
    return needed


def missing(needed: list[str]) -> list[str]:
    """The requirements among those needed that the running Python does not satisfy."""
    return [requirement for requirement in needed if not satisfied(requirement)]


def satisfied(requirement: str) -> bool:
    """Whether the running Python has the package in a version within the bounds."""
    name, bounds = parsed(requirement)
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    have = numbers(version or "0")  # None is what remains of a package that was half removed
    return all(have >= bound if sign == ">=" else have < bound for sign, bound in bounds)


def parsed(requirement: str) -> tuple[str, list[tuple[str, tuple[int, ...]]]]:
    """Split "numpy>=2.0,<3" into "numpy" and [(">=", (2,)), ("<", (3,))]."""
    if not (form := re.fullmatch(r"([A-Za-z0-9._-]+)((?:(?:>=|<)[0-9.]+,?)*)", requirement)):
        raise ValueError(f"a requirement has the form name>=A.B,<C; this one has not: {requirement}")
    name, bounds = form.groups()
    return name, [(sign, numbers(version)) for sign, version in re.findall(r"(>=|<)([0-9.]+)", bounds)]


def numbers(version: str) -> tuple[int, ...]:
    """The release numbers of a version, to compare: "2.4.0rc1" gives (2, 4)."""
    release = [int(number) for number in re.match(r"[0-9]+(?:\.[0-9]+)*", version)[0].split(".")]
    while release and not release[-1]:
        release.pop()
    return tuple(release)
