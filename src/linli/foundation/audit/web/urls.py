from django.urls import path

from linli.foundation.audit.web import views

app_name = "audit"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("export/", views.take, name="export"),
    path("verify/", views.verify, name="verify"),
    path("verify/<uuid:progress_id>/", views.verdict, name="verdict"),
]
