from django.urls import path

from linli.shared.work.web import (
    calendar,
    hand_overs,
    overview,
    reminders,
    rules,
    saved_views,
    today,
    workdays,
)

app_name = "work"
urlpatterns = [
    path("", today.today, name="today"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/open/", calendar.open_feed, name="feed-open"),
    path("calendar/feed/close/", calendar.close_feed, name="feed-close"),
    path("calendar/<str:token>.ics", calendar.read_feed, name="feed"),
    path("overview/", overview.overview_page, name="overview"),
    path("overview/open/", overview.open_work, name="overview-list"),
    path("overview/export/", overview.export, name="overview-export"),
    path("hand-overs/", hand_overs.records, name="hand-overs"),
    path("hand-overs/new/", hand_overs.new, name="hand-over-new"),
    path("hand-overs/<int:pk>/", hand_overs.record, name="hand-over"),
    path("hand-overs/<int:pk>/undo/", hand_overs.undo, name="hand-over-undo"),
    path("rules/", rules.presets, name="rules"),
    path("rules/sample/", rules.sample, name="rule-sample"),
    path("rules/<int:pk>/", rules.preset, name="preset"),
    path("rules/<int:pk>/use/", rules.use, name="preset-use"),
    path("rules/<int:pk>/copy/", rules.copy, name="preset-copy"),
    path("rules/<int:pk>/describe/", rules.describe, name="preset-describe"),
    path("rules/<int:pk>/reminders/", reminders.save, name="preset-reminders"),
    path("rules/<int:pk>/add/", rules.add, name="rule-add"),
    path("rules/limits/<int:pk>/", rules.change, name="rule"),
    path("rules/limits/<int:pk>/remove/", rules.remove, name="rule-remove"),
    path("workdays/", workdays.workdays, name="workdays"),
    path("workdays/notice/", workdays.notice, name="notice"),
    path("workdays/day/", workdays.set_day, name="workday-set"),
    path("workdays/day/<int:pk>/clear/", workdays.clear_day, name="workday-clear"),
    path("views/save/", saved_views.save, name="view-save"),
    path("views/<int:pk>/delete/", saved_views.delete, name="view-delete"),
]
