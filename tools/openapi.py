"""Prints the OpenAPI description of the API, demo endpoints included: `python -m tools.openapi > FILE`."""

from __future__ import annotations

import json
import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.server.settings")
    import django

    django.setup()
    from zhicheng.server.api import api

    print(json.dumps(api.get_openapi_schema(), ensure_ascii=False))


if __name__ == "__main__":
    main()
