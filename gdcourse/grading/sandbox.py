"""Where a learner's process runs: behind bubblewrap, or, if one insists, with limits alone."""

import json
import os
import shutil
import sys
import sysconfig
from functools import cache
from pathlib import Path

import gdcourse
from gdcourse.grading.process import Process, environment
from gdcourse.grading.remote import Stopped
from gdcourse.judging.verdict import Raised
from gdcourse.launching.problems import Problem

PACKAGE = Path(gdcourse.__file__).resolve().parent
LIMITS = {  # of one process, by the names in Python's module resource; sizes in bytes
    "RLIMIT_AS": 2 * 2**30,
    "RLIMIT_NPROC": 16,
    "RLIMIT_FSIZE": 16 * 2**20,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_CORE": 0,
    "RLIMIT_CPU": 100,  # seconds, for a process that is left over when the judge itself is killed
}
SCRATCH = 64 * 2**20  # bytes that the private folder /tmp holds
VISIBLE = [  # of the hidden folders
    *("grading/__init__.py", "grading/child.py", "grading/syscalls.py", "grading/wire.py"),
    *("judging/__init__.py", "judging/raised.py"),
]
SYSTEM = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"]  # the C library and what Python links to
START = "import sys; sys.path.insert(0, {!r}); from gdcourse.grading.child import main; main()"
FIRST_UID = 2_000_000  # where grading runs as root, each learner's process gets a uid of its own that nobody else has


def python(uid=0):
    """The command that starts a learner's process."""
    settings = json.dumps({"limits": LIMITS, "uid": uid})
    return [sys.executable, "-I", "-B", "-c", START.format(str(PACKAGE.parent)), settings]


def bubblewrapped():
    """The command that starts a learner's process in a sandbox of its own."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    uid = FIRST_UID + int.from_bytes(os.urandom(3)) if as_root else 0
    users = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] if as_root else ["--unshare-user", "--uid", "65534"]
    above = sorted({str(folder) for path in readable() for folder in Path(path).parents if folder.name} - {"/tmp"})
    folders = [word for folder in above for word in ("--perms", "0755", "--dir", folder)]
    view = [word for path in readable() for word in ("--ro-bind", path, path)]
    hidden = [word for folder in hidden_folders() for word in ("--tmpfs", folder)]
    opened = [word for name in VISIBLE for word in ("--ro-bind", str(PACKAGE / name), str(PACKAGE / name))]
    closed = [word for folder in hidden_folders() for word in ("--remount-ro", folder)]
    return [
        *(shutil.which("bwrap"), "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--unshare-cgroup-try", *users, "--die-with-parent", "--new-session", "--clearenv"),
        *(word for name, value in environment("/tmp").items() for word in ("--setenv", name, value)),
        *("--perms", "1777", "--size", str(SCRATCH), "--tmpfs", "/tmp"),  # first, for the course may lie in it
        *(*folders, *view, *hidden, *opened, *closed),
        *("--perms", "0755", "--dir", "/dev", "--dev-bind", "/dev/null", "/dev/null"),
        *("--chdir", "/tmp", "--remount-ro", "/"),
        *("--", *python(uid)),
    ]


@cache
def readable():
    """The files and folders of Python, of what it links to, and of the course, that exist here, none inside another."""
    started = [f"{sys.prefix}/pyvenv.cfg", *links_to(sys.executable)]
    libraries = [f"{prefix}/{folder}" for prefix in (sys.prefix, sys.base_prefix) for folder in ("lib", "lib64")]
    standard = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib")]
    wanted = [*SYSTEM, *started, *libraries, *standard, *installed(), str(PACKAGE), str(PACKAGE.parent / "data")]
    found = {path for path in wanted if Path(path).exists()}
    return sorted(path for path in found if found.isdisjoint(map(str, Path(path).parents)))


def installed():
    """The folders of installed packages, such as NumPy: those of Python, and the one with the course if it is one."""
    bases = [{}, {"base": sys.base_prefix, "platbase": sys.base_prefix}]
    folders = [sysconfig.get_path(name, vars=base) for name in ("purelib", "platlib") for base in bases]
    return {*folders, str(PACKAGE.parent)} if PACKAGE.parent.name.endswith("-packages") else {*folders}


def links_to(path):
    """A path, and all that it leads to by symbolic links."""
    yield path
    while os.path.islink(path):
        path = os.path.join(os.path.dirname(path), os.readlink(path))
        yield path


@cache
def hidden_folders():
    """The course's folders that answers need not see: those of judges, references and notebooks, and other copies."""
    needed = {"live", "data", "__pycache__"}
    own = [str(path) for path in PACKAGE.iterdir() if path.is_dir() and path.name not in needed]
    others = {Path(folder, PACKAGE.name) for folder in installed()} - {PACKAGE}
    return sorted([*own, *(str(path) for path in others if path.is_dir())])


def check_sandbox():
    """Problem, with what to do, unless a learner's process can be started behind bubblewrap here."""
    insist = "or grade with --sandbox=none: it runs the answers with limits alone (SECURITY.md says what that means)"
    if not shutil.which("bwrap"):
        install = "install it (Debian and Ubuntu: `sudo apt install bubblewrap`)"
        how = install if sys.platform == "linux" else "grade on Linux"
        raise Problem(f"grading runs strangers' code behind bubblewrap, which is not here: {how}, {insist}.")
    try:
        with Process(bubblewrapped()) as process:
            process.within(30)
            process.run("import numpy, gdcourse.training", "<trial>")
    except (Stopped, Raised) as trouble:
        raise Problem(f"bubblewrap does not work here ({trouble}): {remedy()}, {insist}.") from None


def remedy():
    """What to do where the system denies the sandbox to ordinary users."""
    for setting, denied, allowed in (
        ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),  # Ubuntu 24.04 and newer
        ("kernel.unprivileged_userns_clone", "0", "1"),  # older Debian
        ("user.max_user_namespaces", "0", "10000"),  # some containers and hardened systems
    ):
        file = Path("/proc/sys", *setting.split("."))
        if file.exists() and file.read_text().strip() == denied:
            return f"allow it user namespaces with `sudo sysctl -w {setting}={allowed}`"
    return "grade on a machine, or in a container, that lets it make namespaces (bubblewrap 0.7 or newer)"
