from django.urls import path

from linli.shared.imports.web import views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/<slug:target>/", views.upload, name="upload"),
    path("new/<slug:target>/blank.xlsx", views.blank, name="blank"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/columns/", views.columns, name="columns"),
    path("<int:pk>/bring-in/", views.bring_in, name="bring-in"),
    path("<int:pk>/stop/", views.stop, name="stop"),
    path("<int:pk>/go-on/", views.go_on, name="go-on"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/corrections/", views.corrections, name="corrections"),
]
