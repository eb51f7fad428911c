"""One's own account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.foundation.accounts import queries
from linli.foundation.accounts.actions import accounts as actions
from linli.foundation.accounts.web.forms import ContactForm
from linli.kernel import clock
from linli.kernel.rights import desk_page


@require_http_methods(["GET", "POST"])
@desk_page()
def profile(request: HttpRequest) -> HttpResponse:
    me = request.user
    form = ContactForm(request.POST or None, initial={"phone": me.phone, "email": me.email})
    if form.is_valid():
        actions.update_own_contact(user=me, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "assignments": queries.assignments_of(me),
        "sign_ins": queries.sign_ins(me.username),
        "today": clock.today(),
    }
    return render(request, "accounts/profile.html", context)
