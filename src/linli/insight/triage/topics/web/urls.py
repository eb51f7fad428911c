from django.urls import path

from linli.insight.triage.topics.web import views

app_name = "topics"
urlpatterns = [
    path("", views.topic_list, name="list"),
    path("export/", views.export, name="export"),
    path("<int:pk>/", views.topic_page, name="topic"),
    path("<int:pk>/plan/", views.make_plan, name="make-plan"),
    path("plans/<int:plan_pk>/", views.plan_page, name="plan"),
    path("plans/<int:plan_pk>/close/", views.close_plan, name="close-plan"),
]
