"""What the figures were measured on, and what a process takes of it; Linux tells, elsewhere it stays unknown."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Memory:
    """Of a process, in bytes. ``anonymous`` can't be dropped; the rest of ``resident`` are pages of files, which can.

    ``peak`` is the most that was resident at once.
    """

    resident: int
    anonymous: int
    peak: int


def memory_of(pid: int) -> Memory | None:
    """What the process takes now; ``None`` where the system doesn't tell."""
    try:
        lines = (Path("/proc") / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    told = dict(line.split(":", 1) for line in lines)
    kib = {name: int(told[name].split()[0]) * 1024 for name in ("VmRSS", "RssAnon", "VmHWM") if name in told}
    return Memory(kib["VmRSS"], kib["RssAnon"], kib["VmHWM"]) if len(kib) == 3 else None


def is_busy() -> bool:
    """Whether more wants to run than there are cores, so that no figure tells two programs apart."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def bytes_read(pid: int) -> int:
    """What the process has had read from a disk until now, which is how a cold file is told from a warm one."""
    try:
        lines = (Path("/proc") / str(pid) / "io").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("read_bytes:")), 0)


def drop_from_cache(folder: Path) -> None:
    """Have the system forget what it holds in memory of the files in ``folder``, so that they are read from disk."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.rglob("*"):
        if path.is_file():
            file = os.open(path, os.O_RDONLY)
            try:
                os.fsync(file)  # only pages that are written can be dropped
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(file)


def bytes_of(folder: Path) -> int:
    """All files in ``folder`` together."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def described() -> str:
    """Processor, cores, memory, Python, date, and how busy the machine is: a figure means little without."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_total_memory()}, Python {platform.python_version()}, "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {_load()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def _total_memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"
    except (ValueError, OSError):
        return "memory unknown"


def _load() -> str:
    try:
        return f"{os.getloadavg()[0]:.1f}"
    except OSError:
        return "unknown"
