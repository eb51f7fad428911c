"""Work in the background: retry, schedule, and a reaper, so that a killed worker loses nothing.

Words: *job* a function that a worker runs, at least once; *attempt* one run of it; *worker* a
process or thread that runs jobs; *schedule* a job that comes due by the clock; *progress* what a
page shows of a long job.
"""
