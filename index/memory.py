"""Memory that a generation had, given back to the machine when it is closed."""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back_freed() -> None:
    """What refers to itself, as caches do to what they are of, goes now, before several generations' of it lie about.

    Where the C library is glibc, which keeps what was freed between what is in use, that is given back too.
    """
    gc.collect()
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
