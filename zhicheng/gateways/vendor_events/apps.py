from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.gateways.vendor_events"
    label = "vendor_events"
