from django.urls import path, register_converter

from linli.services.cases.portal import asking, finding, following


class NumberConverter:
    """A case's number: "260311-000123"."""

    regex = r"\d{6}-\d{1,18}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "case_number")

app_name = "requests"
urlpatterns = [
    path("new/", asking.new, name="new"),
    path("done/<str:token>/", asking.done, name="done"),
    path("worker/", asking.worker, name="worker"),
    path("find/", finding.find, name="find"),
    path("mine/", finding.mine, name="mine"),
    path("leave/", finding.leave, name="leave"),
    path("p/<str:token>/", finding.link, name="link"),
    path("<case_number:number>/", following.show, name="progress"),
    path("<case_number:number>/supplement/", following.supplement, name="supplement"),
    path("<case_number:number>/rate/", following.rate, name="rate"),
    path("<case_number:number>/urge/", following.urge, name="urge"),
    path("<case_number:number>/reopen/", following.reopen, name="reopen"),
    path("<case_number:number>/recusal/", following.recusal, name="recusal"),
    path("<case_number:number>/erase/", following.erase, name="erase"),
    path("<case_number:number>/withdraw/", following.withdraw, name="withdraw"),
]
