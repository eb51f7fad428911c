from django.apps import AppConfig


class OpenapiConfig(AppConfig):
    name = "linli.sites.openapi"
    label = "openapi"
