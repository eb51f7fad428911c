from django.urls import path

from linli.sites.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("mine/", views.mine, name="mine"),
    path("privacy/", views.privacy, name="privacy"),
    path("large-print/", views.large_print, name="large-print"),
    path("card/<int:place_id>/", views.card, name="card"),
    path("healthz", views.healthz, name="healthz"),
]
