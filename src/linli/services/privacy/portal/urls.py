from django.urls import path

from linli.services.privacy.portal import use

app_name = "own-data"
urlpatterns = [
    path("", use.use, name="use"),
    path("<slug:kind>/<int:version>/", use.version, name="version"),
]
