"""Attacks on time, memory, processes, output and disk, and every way to end or to stop."""

from tests.hostile import ANY, BOTH, BUBBLEWRAP, Case

TIME = {
    "an endless loop": "while True: pass",
    "an endless loop that catches whatever interrupts it": """
while True:
    try:
        while True: pass
    except BaseException: pass
""",
    "an endless loop that ignores signals": """
import signal
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
while True: pass
""",
    "an endless computation inside one instruction": "9 ** 9 ** 9 ** 9",
    "an endless sleep": "import time; time.sleep(10**9)",
    "stopping itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "an exception whose text never ends": """
class Endless(Exception):
    def __str__(self):
        while True: pass
raise Endless
""",
    "a regular expression that backtracks for ever": "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
}

MEMORY = {
    "20 GiB of memory in one array": "np.ones(20 * 2**27)",
    "20 GiB of memory bit by bit": """
hoard = []
while True: hoard.append(bytearray(2**20))
""",
    "memory to the last byte": """
hoard, size = [], 2**24
while size > 8:
    try:
        while True: hoard.append(bytearray(size))
    except MemoryError:
        size //= 2
while True: hoard.append([])
""",
    "a reply of 2 GB": "def descent_step(theta, slope, lr): return np.zeros(2**28)",
    "a text of 2 GB": "def descent_step(theta, slope, lr): return 'x' * 2**31",
}

ROUND_THE_LIMIT = """
import ctypes
system = ctypes.CDLL(None, use_errno=True)
def must(number):
    if number < 0: raise OSError(ctypes.get_errno(), "refused")
"""

NO_MORE = {
    "shared memory, which its own limit does not count": f"{ROUND_THE_LIMIT}must(system.shmget(0, 2**30, 0o1600))",
    "a file in memory": f"{ROUND_THE_LIMIT}must(system.memfd_create(b'hoard', 0))",
    "a namespace in which it is root, to mount memory in": f"{ROUND_THE_LIMIT}must(system.unshare(0x10020000))",
    "lifting its own limits": "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))",
    "a fork bomb": """
import os
while True: os.fork()
""",
    "20 GiB of memory in many processes": """
import multiprocessing
crowd = [multiprocessing.get_context("fork").Process(target=bytearray, args=(2**30,)) for _ in range(20)]
for one in crowd: one.start()
""",
    "a daemon that outlives it": """
import os
if not os.fork():
    os.setsid()
    while os.fork(): os._exit(0)
    while True: pass
""",
    "another program": "import os; os.execv('/bin/sleep', ['sleep', '1000'])",
    "a shell": "import subprocess; subprocess.run('sleep 1000 &', shell=True)",
    "a file larger than files may be": "open('large', 'wb').write(bytes(2**25))",
    "reading what nobody types": "input('Password: ')",
    "leaving by sys.exit": "import sys; sys.exit(0)",
    "an interrupt that nobody sent": "raise KeyboardInterrupt",
    "a message of 32 MB": "raise ValueError('x' * 2**25)",
    "a recursion without bottom": "def fall(): fall()\nfall()",
    "an exception that defends itself": """
class Wild(BaseException):
    def __str__(self): raise self
    __repr__ = __getattribute__ = __str__
raise Wild
""",
    "1 GB of output": """
import os
for _ in range(2**10):
    os.write(1, bytes(2**20))
    os.write(2, bytes(2**20))
raise StopIteration
""",
}

ENDS = {
    "leaving by os._exit(0)": "import os; os._exit(0)",
    "a broken pointer": "import ctypes; ctypes.string_at(1)",
    "aborting": "import os; os.abort()",
    "closing all its files": "import os; os.closerange(0, 64); os._exit(0)",
    "a thread that ends everything a little later": """
import os, threading, time
def later():
    time.sleep(0.1)
    os._exit(0)
threading.Thread(target=later).start()
time.sleep(100)
""",
}

AFTERWARDS = {
    "more open files than there may be": "hoard = [open('/dev/null') for _ in range(10**5)]",
    "things to do at the end": """
import atexit, threading, time
class Clinging:
    def __del__(self):
        while True: pass
clinging = Clinging()
clinging.itself = clinging
atexit.register(time.sleep, 10**6)
threading.Thread(target=time.sleep, args=(10**6,)).start()
""",
    "as many threads as there can be": """
import threading, time
while True: threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
""",
}

LIVING_ON = "import os, time; os.closerange(0, 64); time.sleep(100)"

DEEPER = """
import sys
sys.setrecursionlimit(10**9)
def fall(*hoard): fall(bytearray(2**16), *hoard[:1])
fall()
"""

FILL = """
for number in range(10**6):
    with open(f"part{number}", "wb") as part:
        part.write(bytes(2**23))
"""

CASES = [
    *(Case(name, cell, "timeout", under=BOTH) for name, cell in TIME.items()),
    *(Case(name, cell, "memory", under=BOTH) for name, cell in MEMORY.items()),
    *(Case(name, cell, "error", ANY, under=BOTH) for name, cell in NO_MORE.items()),
    *(Case(name, cell, "died", under=BOTH) for name, cell in ENDS.items()),
    *(Case(name, cell, "error", under=BOTH) for name, cell in AFTERWARDS.items()),
    Case("closing its files and living on", LIVING_ON, "died timeout", under=BOTH),
    Case("a recursion that lifts its limit", DEEPER, "memory error died timeout", under=BOTH),
    Case("filling its folder", FILL, "error", under=BUBBLEWRAP),
]
