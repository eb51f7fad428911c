"""What comes next month, by matter and place, with last years beside it (未诉先办; docs/adr/0021).

Words: *month* its first day; *series* how many requests each month had; *index* how a calendar
month compares with a usual one (2 = twice as many); *level* what a usual month has lately;
*line* a category of the page, with all that stands below it; *season* what the calendar brings.
"""
