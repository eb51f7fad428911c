from django.urls import path

from linli.foundation.notices.web import channels, inbox

app_name = "notices"
urlpatterns = [
    path("", inbox.show, name="inbox"),
    path("count/", inbox.count, name="count"),
    path("read/", inbox.read_all, name="read-all"),
    path("<int:notice_id>/", inbox.open_notice, name="open"),
    path("preferences/", inbox.preferences, name="preferences"),
    path("deliveries/", channels.deliveries, name="deliveries"),
    path("deliveries/<int:delivery_id>/retry/", channels.retry, name="retry"),
    path("robots/", channels.robot_list, name="robots"),
    path("robots/new/", channels.edit_robot, name="robot-new"),
    path("robots/<int:robot_id>/", channels.edit_robot, name="robot"),
    path("robots/<int:robot_id>/switch/", channels.switch_robot, name="robot-switch"),
    path("robots/<int:robot_id>/try/", channels.try_robot, name="robot-try"),
]
