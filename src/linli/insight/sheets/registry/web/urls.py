from django.urls import path

from linli.insight.sheets.registry.web import costs, setup, views

app_name = "tables"
urlpatterns = [
    path("", views.table_list, name="list"),
    path("export/", views.export, name="export"),
    path("add/", views.add, name="add"),
    path("forms/<int:form_pk>/link/", views.link, name="link"),
    path("blanks/<int:blank_pk>/unlink/", views.unlink, name="unlink"),
    path("dues/<int:due_pk>/close/", views.close_due, name="close-due"),
    path("dues/<int:due_pk>/reopen/", views.reopen_due, name="reopen-due"),
    path("replies/<int:reply_pk>/undo/", views.undo_reply, name="undo-reply"),
    path("replies/<int:reply_pk>.<str:form>", views.letter, name="letter"),
    path("cost/", costs.cost, name="cost"),
    path("cost/export/", costs.export, name="cost-export"),
    path("setup/", setup.setup, name="setup"),
    path("setup/cost/", setup.save_cost, name="save-cost"),
    path("setup/grounds/<int:ground_pk>/", setup.use_ground, name="use-ground"),
    path("setup/letters/<str:kind>/", setup.template, name="template"),
    path("<int:pk>/", views.table, name="table"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/register/", views.register, name="register"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/reply/<str:kind>/", views.reply, name="reply"),
]
