from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "diebian.base"
    verbose_name = "基础"
