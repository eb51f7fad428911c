"""When a message may go out: not at night, and together with others of the same minutes."""

import dataclasses
import datetime as dt

from linli.kernel import clock

# What is not urgent goes out at full even minutes, so that many become one.
ROUND = dt.timedelta(minutes=2)


@dataclasses.dataclass(frozen=True)
class QuietHours:
    """A span of the day in Shanghai; it may pass midnight. Equal ends: never quiet."""

    start: dt.time = dt.time(22)
    end: dt.time = dt.time(7)

    def hold(self, at: dt.datetime) -> bool:
        """Whether `at` is inside: the start counts, the end does not."""
        now = at.astimezone(clock.SHANGHAI).time()
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def after(self, at: dt.datetime) -> dt.datetime:
        """`at` itself, or the end of the quiet hours that it falls into."""
        if not self.hold(at):
            return at
        local = at.astimezone(clock.SHANGHAI)
        end = local.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        return end if end > local else end + dt.timedelta(days=1)


def next_round(at: dt.datetime) -> dt.datetime:
    """The next full even minute, `at` itself if it is one."""
    seconds = ROUND.total_seconds()
    return dt.datetime.fromtimestamp(-(-at.timestamp() // seconds) * seconds, tz=at.tzinfo)
