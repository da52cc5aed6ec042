from django.apps import AppConfig


class Config(AppConfig):
    name = "zhicheng.civic.whistles"
    label = "whistles"

    def ready(self) -> None:
        """Every process knows this context's event kinds, also one that only reads them."""
        from zhicheng.civic.whistles import events  # noqa: F401 - models are ready only now
