from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "diebian.bulletins"
    verbose_name = "会议公文"
