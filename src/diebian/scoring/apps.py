from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "diebian.scoring"
    verbose_name = "考核"
