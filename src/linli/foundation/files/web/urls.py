from django.urls import path

from linli.foundation.files.web import views

app_name = "files"
urlpatterns = [
    path("<uuid:file_id>/", views.show, name="file"),
    path("<uuid:file_id>/thumb/", views.show_thumbnail, name="thumb"),
]
