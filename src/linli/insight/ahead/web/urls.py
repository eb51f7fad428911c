from django.urls import path

from linli.insight.ahead.web import views

app_name = "ahead"
urlpatterns = [
    path("", views.page, name="page"),
    path("export/", views.export, name="export"),
    path("line/", views.line_page, name="line"),
    path("plan/", views.make_plan, name="make-plan"),
    path("plans/<int:plan_pk>/", views.plan_page, name="plan"),
    path("plans/<int:plan_pk>/close/", views.close_plan, name="close-plan"),
]
