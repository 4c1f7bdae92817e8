"""Staff: add somebody, give another role, let somebody go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prabayar.domain.errors import PeopleRefused
from prabayar.entrypoints.console.staff.forms import AddStaffForm, StaffRoleForm
from prabayar.entrypoints.console.staff.letter import send_welcome
from prabayar.entrypoints.documents.letters.direct import LetterNotSent
from prabayar.entrypoints.web.people import STAFF_NAMES
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.errors import NotFound
from prabayar.store.queries.people import StaffRow, staff
from prabayar.usecases.add_staff import add_staff
from prabayar.usecases.change_staff import change_staff
from prabayar.usecases.remove_staff import remove_staff


@require_safe
def page(request: Asked) -> HttpResponse:
    return _page(request, AddStaffForm())


def _page(request: Asked, form: AddStaffForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "rows": [(one, STAFF_NAMES[one.role]) for one in staff()],
    }
    return render(request, "console/staff/page.html", context, status=status)


@require_POST
def add(request: Asked) -> HttpResponse:
    form = AddStaffForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    email = form.cleaned_data["email"].lower()
    try:
        member_id = add_staff(
            email,
            role=form.cleaned_data["role"],
            name=form.cleaned_data["name"],
            now=request.now,
            actor=request.visitor.actor,
        )
    except PeopleRefused as refused:
        form.refuse(refused, field="email")
        return _page(request, form, status=409)
    _welcome(request, member_id, email)
    return redirect("console-staff")


def _welcome(request: Asked, member_id: int, email: str) -> None:
    try:
        send_welcome(member_id, email=email, now=request.now)
    except LetterNotSent as error:
        said = _("%(email)s is staff, but the e-mail is not out. %(why)s Then send it again.")
        messages.warning(request, said % {"email": email, "why": error.message})
    else:
        said = _("We have sent %(email)s an e-mail with a link to choose a password.")
        messages.success(request, said % {"email": email})


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Asked, member_id: int) -> HttpResponse:
    one = _person(member_id)
    form = StaffRoleForm(request.POST or None, initial={"role": str(one.role)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                change_staff(
                    one.email,
                    role=form.cleaned_data["role"],
                    now=request.now,
                    actor=request.visitor.actor,
                )
                messages.success(request, _("The role is changed."))
                return redirect("console-staff")
            except PeopleRefused as refused:
                form.refuse(refused)
                status = 409
    context = {"form": form, "person": one, "me": one.member_id == request.visitor.member_id}
    return render(request, "console/staff/person.html", context, status=status)


@require_POST
def welcome_again(request: Asked, member_id: int) -> HttpResponse:
    one = _person(member_id)
    _welcome(request, one.member_id, one.email)
    return redirect("console-staff")


@require_POST
def remove(request: Asked, member_id: int) -> HttpResponse:
    one = _person(member_id)
    remove_staff(one.email, now=request.now, actor=request.visitor.actor)
    said = _("%(name)s is no staff any more, and is signed out.")
    messages.success(request, said % {"name": one.name or one.email})
    return redirect("console-staff")


def _person(member_id: int) -> StaffRow:
    for one in staff():
        if one.member_id == member_id:
            return one
    raise NotFound("There is no such person.")
