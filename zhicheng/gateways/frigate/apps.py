from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.gateways.frigate"
    label = "frigate"
