from django.urls import path

from linli.insight.sheets.web import views

app_name = "sheets"
urlpatterns = [
    path("", views.index, name="list"),
    path("<int:pk>/", views.filling, name="filling"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/stop/", views.stop, name="stop"),
    path("<int:pk>/go-on/", views.go_on, name="go-on"),
    path("<int:pk>/download/", views.download, name="download"),
    path("<int:pk>/discard/", views.discard, name="discard"),
]
