from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.gateways.social"
    label = "social"
