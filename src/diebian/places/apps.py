from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "diebian.places"
    verbose_name = "点位"
