"""Downloading a letter, and the pages that keep the words of letters."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.kernel import clock, letter_files
from linli.kernel.errors import DomainError, NotAllowed, NotFound
from linli.services.cases import letters, queries, together
from linli.services.cases.actions import correspondence
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.web.letter_forms import TemplateForm

FORMATS = {
    "pdf": (letter_files.pdf, "application/pdf"),
    "docx": (
        letter_files.word,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@login_required
def letter(request: HttpRequest, pk: int, letter_pk: int, form: str) -> HttpResponse:
    """One letter of a case that this person sees."""
    found = together.get_letter(queries.get_visible(request.user, pk), request.user, letter_pk)
    if found is None or form not in FORMATS:
        raise NotFound
    make, content_type = FORMATS[form]
    response = HttpResponse(make(letters.paper(found)), content_type=content_type)
    name = f"{found.case.number} {found.title}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def templates(request: HttpRequest) -> HttpResponse:
    accounts.check_anywhere(request.user, CasesPermission.MANAGE)
    return render(
        request,
        "cases/web/letters.html",
        {
            "templates": [(one, letters.WORDING.spoken(one.body)) for one in together.templates()],
            "keeping": accounts.Keeping(request.user, CasesPermission.MANAGE),
        },
    )


@login_required
def template(request: HttpRequest, pk: int) -> HttpResponse:
    accounts.check_anywhere(request.user, CasesPermission.MANAGE)
    found = next((one for one in together.templates() if one.pk == pk), None)
    if found is None:
        raise NotFound
    form = TemplateForm(
        request.POST or None,
        initial={"title": found.title, "body": letters.WORDING.spoken(found.body)},
    )
    keeping = accounts.Keeping(request.user, CasesPermission.MANAGE)
    if request.method == "POST" and not keeping.may_change:
        raise NotAllowed(keeping.whom, permission=CasesPermission.MANAGE)
    if request.method == "POST" and form.is_valid():
        try:
            correspondence.save_template(
                template=found,
                title=form.cleaned_data["title"],
                body=letters.WORDING.coded(form.cleaned_data["body"]),
                by=request.user,
                at=clock.now(),
            )
        except DomainError as error:
            form.add_error("body", str(error))
        else:
            messages.success(request, _("已保存，以后出的信按新的写法；以前出的不变。"))
            return redirect("cases:letters")
    context = {"form": form, "template": found, "fields": letters.FIELDS, "keeping": keeping}
    context["body"] = letters.WORDING.spoken(found.body)
    return render(request, "cases/web/letter.html", context, status=422 if form.errors else 200)
