from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "diebian.web"
    verbose_name = "页面"
