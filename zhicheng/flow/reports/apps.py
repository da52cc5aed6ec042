from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.flow.reports"
    label = "reports"
