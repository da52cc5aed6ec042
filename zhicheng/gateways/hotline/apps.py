from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.gateways.hotline"
    label = "hotline"
