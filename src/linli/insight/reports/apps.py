from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "linli.insight.reports"
    label = "reports"
    verbose_name = "报表"
