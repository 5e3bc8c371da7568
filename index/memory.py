"""Memory that a generation had, given back to the machine when it is closed."""

from __future__ import annotations

import ctypes
import sys


def give_back_freed() -> None:
    """Where the C library is glibc, which keeps what was freed between what is in use: a generation's worth of it."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
