from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "diebian.cases"
    verbose_name = "台账"
