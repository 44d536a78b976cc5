"""检查 → 导入外业文件: what a phone without a network exported, brought in by the office."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from diebian.base.problems import Problem
from diebian.flows.field.queue import import_queue
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs


class QueueForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("手机“待传”里“导出到文件”得到的 .zip"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )


@needs(Permission.VISIT_PLAN)
def queue(request: HttpRequest, here: Here) -> HttpResponse:
    """Choose the file; then each visit's fate. Sent again it changes nothing."""
    form = QueueForm(request.POST, request.FILES) if request.method == "POST" else QueueForm()
    problem, result = None, None
    if form.is_valid():
        try:
            result = import_queue(form.cleaned_data["file"], campaign=here.campaign, by=here.user, at=here.at)
        except Problem as refused:
            problem = refused
    names = {"form": form, "problem": problem, "result": result}
    return render(request, "inspections/queue.html", names, status=400 if problem or form.errors else 200)
