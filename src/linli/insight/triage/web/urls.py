from django.urls import path

from linli.insight.triage.web import views

app_name = "triage"
urlpatterns = [
    path("", views.page, name="models"),
    path("learn/", views.learn, name="learn"),
    path("<int:number>/use/", views.use, name="use"),
]
