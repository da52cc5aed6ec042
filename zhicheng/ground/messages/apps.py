from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.ground.messages"
    label = "outgoing"  # Django's own flash messages have the other label
