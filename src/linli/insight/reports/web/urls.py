from django.urls import path

from linli.insight.reports.web import views

app_name = "reports"
urlpatterns = [
    path("", views.rates_page, name="rates"),
    path("export/", views.rates_export, name="rates-export"),
    path("replay/", views.replay_page, name="replay"),
    path("formulas/", views.formulas, name="formulas"),
    path("formulas/<int:pk>/", views.formula_edit, name="formula-edit"),
    path("formulas/<int:pk>/use/", views.formula_use, name="formula-use"),
]
