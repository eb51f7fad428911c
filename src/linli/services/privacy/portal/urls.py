from django.urls import path

from linli.services.privacy.portal import asking, use

app_name = "own-data"
urlpatterns = [
    path("", use.use, name="use"),
    path("<slug:kind>/<int:version>/", use.version, name="version"),
    path("ask/", asking.ask, name="ask"),
    path("claims/<str:token>/", asking.claim, name="claim"),
]
