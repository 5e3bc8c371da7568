"""A bound on all memory of a process, the pages of its files included: a control group within its own (Linux)."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Bound:
    """How memory is bounded: ``group`` is the control group's folder; ``None`` where only anonymous memory is."""

    group: Path | None
    limit_file: str = ""
    peak_file: str = ""

    def peak(self) -> int | None:
        """The most bytes that were held at once, with pages of files; ``None`` where that isn't known."""
        if self.group is None:
            return None
        with suppress(OSError, ValueError):
            return int((self.group / self.peak_file).read_text())
        return None


def bound(limit: int) -> Bound:
    """Let this process take no more than ``limit`` bytes. Where no control group can be made, that holds for its
    anonymous memory only."""
    for controller, limit_file, peak_file in (
        ("memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes"),
        ("", "memory.max", "memory.peak"),
    ):
        own = _own_group(controller)
        if own is None:
            continue
        group = own / f"guides-benchmark-{os.getpid()}"
        try:
            group.mkdir()
            (group / limit_file).write_text(str(limit))
            (group / "cgroup.procs").write_text(str(os.getpid()))
        except OSError:
            with suppress(OSError):
                group.rmdir()
            continue
        return Bound(group, limit_file, peak_file)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    return Bound(None)


def forget(group: str) -> None:
    """Delete the group of a process that has ended."""
    with suppress(OSError):
        Path(group).rmdir()


def _own_group(controller: str) -> Path | None:
    """The folder of this process's group of that controller; of the unified hierarchy where it has no name."""
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        _, names, path = line.split(":", 2)
        if controller in names.split(",") and (controller or names == ""):
            folder = (ROOT / controller if controller else ROOT) / path.lstrip("/")
            return folder if folder.is_dir() else None
    return None
