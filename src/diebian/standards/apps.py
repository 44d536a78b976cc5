from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "diebian.standards"
    verbose_name = "测评标准"
