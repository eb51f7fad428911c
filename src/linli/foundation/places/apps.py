from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "linli.foundation.places"
    label = "places"
    verbose_name = "区划与网格"
