from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "diebian.inspections"
    verbose_name = "检查"
