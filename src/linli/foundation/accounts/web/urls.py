from django.urls import path

from linli.foundation.accounts.web import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.profile, name="profile"),
]
