"""A cluster of dask.distributed, all of it on this machine."""

import contextlib
import json
import os
import subprocess
import sys
import time

import psutil

from gdcourse.authoring.surroundings import ROOT


class Machines:
    """A scheduler on this machine, and workers, each with a process of its own that starts it again if it is lost."""

    def __init__(self, folder):
        self.folder, self.started, self.note = folder, [], folder / "scheduler.json"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for place, process in enumerate(self.started):
            if process.poll() is None:
                self.kill(place)

    def begin(self, *words, **surroundings):
        """Start a process of dask's, in a group of its own."""
        command = [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", "--no-dashboard", "--host", "127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [*command, "--scheduler-file", self.note, *words[1:]],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)} | surroundings,
                stdout=log,
                stderr=log,
            )
        self.started.append(process)

    def scheduler(self, **surroundings):
        """Start the scheduler on a free port."""
        self.begin("scheduler", "--port", "0", **surroundings)

    def worker(self, name, **surroundings):
        """Start a worker with one thread."""
        self.begin("worker", "--name", name, "--nthreads", "1", "--local-directory", self.folder / name, **surroundings)

    def address(self, workers):
        """The scheduler's address, once it has so many workers."""
        end = time.monotonic() + 60
        while not (self.note.exists() and self.note.read_text().endswith("}")):  # it is there before it is written
            assert time.monotonic() < end and self.started[0].poll() is None, self.log()
            time.sleep(0.02)
        address = json.loads(self.note.read_text())["address"]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=60)
        return address

    def log(self):
        """What all of them have said."""
        return (self.folder / "log").read_text()

    def kill(self, place):
        """Let one of the processes, and what it has started, be gone at once: a machine without power."""
        family = psutil.Process(self.started[place].pid).children(recursive=True)
        family.insert(0, psutil.Process(self.started[place].pid))
        for end in (psutil.Process.suspend, psutil.Process.kill):  # so that none sees another's end
            for one in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    end(one)
        self.started[place].wait()
