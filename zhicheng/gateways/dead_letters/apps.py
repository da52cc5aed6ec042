from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.gateways.dead_letters"
    label = "dead_letters"
