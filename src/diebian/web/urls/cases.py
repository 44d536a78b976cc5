"""Addresses of 台账."""

from django.urls import path

from diebian.web import (
    case_acts,
    case_parts,
    cases,
    clocks,
    evidence,
    kept_answers,
    look_backs,
    rates,
    retakes,
)

app_name = "cases"
urlpatterns = [
    path("", cases.list_, name="list"),
    path("board/", cases.board, name="board"),
    path("register/", cases.register, name="register"),
    path("dispatch/", cases.dispatch_several, name="dispatch"),
    path("export/", cases.export, name="export"),
    path("flags/", evidence.list_, name="flags"),
    path("flags/<int:pk>/", evidence.look, name="look"),
    path("rates/", rates.show, name="rates"),
    path("parts/", case_parts.list_, name="parts"),
    path("parts/<int:pk>/<slug:word>/", case_parts.act, name="part"),
    path("clocks/", clocks.list_, name="clocks"),
    path("clocks/<int:pk>/", clocks.decide, name="decide"),
    path("look-backs/", look_backs.list_, name="look_backs"),
    path("look-backs/ask/", look_backs.ask, name="ask_look_back"),
    path("look-backs/<int:pk>/", look_backs.answer, name="answer_look_back"),
    path("answers/<int:pk>/", kept_answers.settle, name="settle_answer"),
    path("retakes/", retakes.list_, name="retakes"),
    path("retakes/<int:pk>/", retakes.hand_in, name="retake"),
    path("<int:number>/", cases.show, name="show"),
    path("<int:number>/<slug:word>/", case_acts.act, name="act"),
]
