"""What every measure of `make bench` answers, and how times become a figure."""

import contextlib
import dataclasses
import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Figure:
    """Times in milliseconds, things done in a second, highest memory of the measured process.

    `cpu_ms`: processor time of this process for one call, the median; other work on the machine
    disturbs it less. With PostgreSQL the server's own time is not in it. Under load it is the web
    processes' time for one call, and `visitors_cpu_ms` what the visitors themselves take.
    """

    p50_ms: float | None = None
    p95_ms: float | None = None
    per_second: float | None = None
    peak_mb: float | None = None
    cpu_ms: float | None = None
    visitors_cpu_ms: float | None = None

    def __str__(self) -> str:
        parts = [
            ("p50", self.p50_ms, "ms"),
            ("p95", self.p95_ms, "ms"),
            ("", self.per_second, "/s"),
            ("peak", self.peak_mb, "MB"),
            ("cpu", self.cpu_ms, "ms"),
            ("visitors' cpu", self.visitors_cpu_ms, "ms"),
        ]
        return "  ".join(f"{name} {value:,} {unit}" for name, value, unit in parts if value)


def of_times(seconds: Sequence[float], *, per_second: float | None = None, peak: float) -> Figure:
    """From the times of single calls; one after the other unless `per_second` is told."""
    return Figure(
        p50_ms=round(statistics.median(seconds) * 1000, 2),
        p95_ms=round(statistics.quantiles(seconds, n=20, method="inclusive")[-1] * 1000, 2),
        per_second=round(per_second or len(seconds) / sum(seconds), 1),
        peak_mb=peak,
    )


def timed(call: Callable[[T], object], subjects: Iterable[T], *, warm_up: int = 5) -> Figure:
    """Call for each subject; the first few are not counted."""
    forget_peak()
    seconds, worked = [], []
    for number, subject in enumerate(subjects):
        start, work = time.perf_counter(), time.process_time()
        call(subject)
        if number >= warm_up:
            seconds.append(time.perf_counter() - start)
            worked.append(time.process_time() - work)
    found = of_times(seconds, peak=peak_mb())
    return dataclasses.replace(found, cpu_ms=round(statistics.median(worked) * 1000, 2))


def rate(count: int, seconds: float) -> Figure:
    """Of many things done in one go."""
    return Figure(per_second=round(count / seconds, 1), peak_mb=peak_mb())


def forget_peak() -> None:
    """Let the kernel's record of this process's highest memory begin anew."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mb(process: int | str = "self") -> float:
    """The highest resident memory of a process so far, in megabytes (2^20)."""
    return memory_mb(process, "VmHWM")


def worked_seconds(process: int) -> float:
    """Processor time that a process has taken so far."""
    # The name, in brackets, may hold spaces; utime and stime are the 14th and 15th field.
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(process: int | str, kind: str) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return round(int(line.split()[1]) / 1024, 1)
    raise LookupError(kind)
