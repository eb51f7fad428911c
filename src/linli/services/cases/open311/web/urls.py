from django.urls import path

from linli.services.cases.open311.web import views

app_name = "interfaces"
urlpatterns = [
    path("", views.index, name="list"),
    path("<int:pk>/close/", views.close, name="close"),
]
