from django.apps import AppConfig


class RankingConfig(AppConfig):
    name = "diebian.ranking"
    verbose_name = "考核排名"
