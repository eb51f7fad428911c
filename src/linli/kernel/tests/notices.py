"""The State Council's holiday notices for 2024 to 2026, typed by hand from their text.

国办发明电〔2023〕7号 (2023-10-25), 国办发明电〔2024〕12号 (2024-11-12), and the one of 2025-11-04.
The second reading against which the calendar and the deadline arithmetic are tested: it shares no
code and no data with them.
"""

import datetime as dt

# (first day off, last day off), as the notices name them
DAYS_OFF = [
    # 2024
    ("2024-01-01", "2024-01-01"),  # 元旦: with the weekend
    ("2024-02-10", "2024-02-17"),  # 春节: 除夕 (9 February) is only recommended
    ("2024-04-04", "2024-04-06"),  # 清明
    ("2024-05-01", "2024-05-05"),  # 劳动节
    ("2024-06-10", "2024-06-10"),  # 端午: with the weekend
    ("2024-09-15", "2024-09-17"),  # 中秋
    ("2024-10-01", "2024-10-07"),  # 国庆
    # 2025
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),  # 国庆 and 中秋
    # 2026
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]

# weekends that people work (调休)
WORKING_WEEKENDS = [
    "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14",
    "2024-09-29", "2024-10-12",
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
]  # fmt: skip

FIRST_DAY = dt.date(2024, 1, 1)
LAST_DAY = dt.date(2026, 12, 31)
ALL_DAYS = [FIRST_DAY + dt.timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]


def works(day: dt.date) -> bool:
    """Whether people work on a day of 2024 to 2026, by the notices alone."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"no notice for {day}")
    iso = day.isoformat()
    if iso in WORKING_WEEKENDS:
        return True
    return day.isoweekday() <= 5 and not any(first <= iso <= last for first, last in DAYS_OFF)
