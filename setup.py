"""What pyproject.toml cannot say: in a wheel, notebooks/ and data/ lie inside the package."""

from pathlib import Path

from setuptools import find_packages, setup

course_files = {f"gdcourse.{name}": name for name in ("notebooks", "data") if Path(name).is_dir()}
setup(packages=[*find_packages(include=["gdcourse*"]), *course_files], package_dir=course_files)
