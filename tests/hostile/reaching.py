"""Attacks that reach out of the process: for files, the environment, the network, other processes, more rights.

What a cell finds it raises as a message, so that it would stand in the record. Before each cell stand assignments to
OUTSIDE, a folder of whoever grades; NEIGHBOUR, another's notebook; GRADER, the number of the judge's process;
COURSE, the folder of the package; PORT and SOCKET, where a service of this machine listens.
"""

from tests.hostile import ANY, BOTH, BUBBLEWRAP, Case

READING = {
    "the judge's source": "raise ValueError(open(f'{COURSE}/exercises/descent.py').read()[-400:])",
    "the exercises as a module": "from gdcourse.exercises import EXERCISES\nraise ValueError(EXERCISES)",
    "the judge's source through the import system": """
import importlib.util
raise ValueError(importlib.util.find_spec('gdcourse.exercises.descent').loader.get_data)
""",
    "the judge's compiled code": """
import glob
found = glob.glob(f'{COURSE}/exercises/__pycache__/*') + glob.glob(f'{COURSE}/judging/exp*')
raise ValueError(open(found[0], 'rb').read())
""",
    "/etc/passwd": "raise ValueError(open('/etc/passwd').read()[:300])",
    "a neighbour's notebook": "raise ValueError(open(NEIGHBOUR).read()[:300])",
    "a neighbour's notebook through a link": """
import os
os.symlink(NEIGHBOUR, 'mine')
raise ValueError(open('mine').read()[:300])
""",
    "a list of all that lies outside": "import os\nraise ValueError(os.listdir(OUTSIDE))",
    "the judge's environment": """
raise ValueError(open(f'/proc/{GRADER}/environ', 'rb').read().partition(b'GDCOURSE_SECRET')[2][:60])
""",
    "the judge's memory": "raise ValueError(open(f'/proc/{GRADER}/mem', 'rb'))",
    "the judge's open files": "import os\nraise ValueError(os.listdir(f'/proc/{GRADER}/fd'))",
}

WRITING = {
    "writing outside its folder": "open(f'{OUTSIDE}/canary', 'w').write('sung')",
    "deleting outside its folder": "import os; os.remove(f'{OUTSIDE}/canary')",
    "writing into a neighbour's notebook": "open(NEIGHBOUR, 'a').write('sung')",
    "writing into the course": "open(f'{COURSE}/canary.py', 'w').write('sung')",
    "writing at the root": "open('/canary', 'w').write('sung')",
    "writing into NumPy": "open(np.__file__, 'a').write('# sung')",
}

NEVER = {
    "its own environment": "import os; raise ValueError(dict(os.environ), os.environ['GDCOURSE_SECRET'])",
    "a socket to a service on loopback": "import socket; socket.create_connection(('127.0.0.1', PORT)).send(b'sung')",
    "a socket to a service by a file": "import socket; socket.socket(socket.AF_UNIX).connect(SOCKET)",
    "a socket to the network": "import socket; socket.create_connection(('192.0.2.1', 53), timeout=1)",
    "a page of the web": "import urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{PORT}/').read()",
    "a name of the network": "import socket; socket.gethostbyname('example.org')",
    "killing its parent": "import os; os.kill(os.getppid(), 9)",
    "killing the judge": "import os; os.kill(GRADER, 9)",
    "killing all that it can": "import os; os.kill(-1, 9)",
    "killing its group": "import os; os.killpg(os.getpgrp(), 9)",
    "stopping its parent by a limit": "import os, resource as r; r.prlimit(os.getppid(), r.RLIMIT_CPU, (0, 0))",
    "looking into its parent": """
import ctypes, os
if ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) < 0: raise PermissionError("refused")
""",
    "a hint from the course": "from gdcourse import solution\nraise ValueError(str(solution('2.1')))",
}

BECOMING_ROOT = "import os; os.setuid(0)"
MOUNTING = """
import ctypes
if ctypes.CDLL(None).mount(b"none", b"/tmp", b"tmpfs", 0, None) < 0: raise PermissionError("refused")
"""

CASES = [
    *(Case(f"reading {name}", cell, "error", ANY, under=BUBBLEWRAP) for name, cell in READING.items()),
    *(Case(name, cell, "error", ANY, under=BUBBLEWRAP) for name, cell in WRITING.items()),
    *(Case(name, cell, "error", ANY, under=BOTH) for name, cell in NEVER.items()),
    Case("becoming root", BECOMING_ROOT, "error", ANY, under=BUBBLEWRAP),
    Case("mounting a file system", MOUNTING, "error", ANY, under=BUBBLEWRAP),
]
