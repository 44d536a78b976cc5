from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "diebian.reports"
    verbose_name = "群众举报"
