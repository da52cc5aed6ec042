from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.gateways.open311"
    label = "open311"
