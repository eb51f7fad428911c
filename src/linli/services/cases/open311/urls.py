from django.urls import path

from linli.services.cases.open311.api import api

urlpatterns = [path("", api.urls)]
