from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.ground.sensors"
    label = "sensors"
