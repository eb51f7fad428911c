from django.urls import path

from linli.services.changes.web import follow_ups, rules

app_name = "changes"
urlpatterns = [
    path("", follow_ups.index, name="list"),
    path("<int:pk>/", follow_ups.one, name="one"),
    path("<int:pk>/close/", follow_ups.close, name="close"),
    path("<int:pk>/reopen/", follow_ups.reopen, name="reopen"),
    path("rules/", rules.index, name="rules"),
    path("rules/<int:rule_id>/", rules.rule, name="rule"),
]
