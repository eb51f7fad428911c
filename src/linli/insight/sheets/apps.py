from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "linli.insight.sheets"
    label = "sheets"
    verbose_name = "表格"
