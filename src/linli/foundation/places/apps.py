from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "linli.foundation.places"
    label = "places"
    verbose_name = "区划与网格"

    def ready(self) -> None:
        from linli.foundation.audit import public as audit  # noqa: PLC0415 - apps are loaded
        from linli.foundation.places.words import PARTICULARS, WORDS  # noqa: PLC0415

        audit.declare(WORDS, PARTICULARS)
