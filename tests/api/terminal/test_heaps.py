"""One heap for all threads, so that a server doesn't grow with each generation that another thread loads."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

THREADS = """
import ctypes, threading
from api.terminal.command import share_heaps

def allocate():
    libc.malloc(100_000)
    meeting.wait()
    meeting.wait()

share_heaps()
libc, meeting = ctypes.CDLL(None), threading.Barrier(5)
for _ in range(4):
    threading.Thread(target=allocate).start()
meeting.wait()
libc.malloc_stats()
meeting.wait()
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_stats"), reason="glibc's way")
def test_threads_share_one_heap() -> None:
    told = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True).stderr
    assert told.count("Arena ") == 1
