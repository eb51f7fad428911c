from django.urls import path

from linli.insight.sheets.portal import answering

app_name = "answers"
urlpatterns = [
    path("thanks/", answering.thanks, name="thanks"),
    path("<str:token>/", answering.answer, name="answer"),
    path("<str:token>/tell/", answering.tell, name="tell"),
]
