from django.urls import path

from linli.sites.openapi.api import api

urlpatterns = [path("", api.urls)]
