from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.flow.sense"
    label = "sense"
