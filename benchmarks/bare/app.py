"""The floor that ours is measured against: the least that Django and SQLite can do for one insert page and one list page.

One view inserts one row (four indexes, about 1 kB) and answers; one view lists the newest 50 by the ORM and a template.
No sign-in, no rules, no audit. The same database settings as ours (WAL, synchronous=FULL, IMMEDIATE).
"""

import json
import os
import sys

import django
from django.conf import settings

FOLDER = os.environ["BARE_HOME"]

settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    INSTALLED_APPS=[],
    MIDDLEWARE=[],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"{FOLDER}/bare.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {}}],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402


class Row(models.Model):  # noqa: DJ008
    number = models.CharField(max_length=40, db_index=True)
    state = models.CharField(max_length=20, db_index=True)
    unit = models.CharField(max_length=40, db_index=True)
    description = models.TextField()
    registered_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "bare"


LIST = Template(
    "<!doctype html><title>list</title><table>{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.state }}</td>"
    "<td>{{ row.unit }}</td><td>{{ row.description }}</td>"
    '<td>{{ row.registered_at|date:"Y-m-d H:i" }}</td></tr>{% endfor %}</table>'
)


def insert(request: HttpRequest) -> HttpResponse:
    sent = json.loads(request.body)
    row = Row.objects.create(registered_at=timezone.now(), **sent)
    return JsonResponse({"id": row.pk}, status=201)


def newest(request: HttpRequest) -> HttpResponse:
    return HttpResponse(LIST.render(Context({"rows": Row.objects.order_by("-id")[:50]})))


urlpatterns = [path("rows", insert), path("list", newest)]
application = get_wsgi_application()


def prepare(count: int) -> None:
    """An empty table, then ``count`` rows."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    now = timezone.now()
    text = "南门处地面存在垃圾，须立即清运。" * 6
    Row.objects.bulk_create(
        (
            Row(number=f"{n:06d}", state="registered", unit="东方红街道", description=text, registered_at=now)
            for n in range(count)
        ),
        batch_size=1000,
    )


if __name__ == "__main__":
    prepare(int(sys.argv[1]))
