from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "diebian.people"
    verbose_name = "组织"
