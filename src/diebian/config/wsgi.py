"""The WSGI door: ``diebian serve`` runs it under granian; any WSGI server may."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diebian.config.settings")
application = get_wsgi_application()
