"""Open311 GeoReport v2 (外部平台互通): other cities' apps and platforms file and follow requests here, and we file and follow ours there.

Server: `catalogue` (what may be asked for), `filing` (create), `published` (what anybody may read), `updates`, `bulk`, spoken by `views`
in JSON and XML (`wire`). Client: `remote` (one server, every answer checked), `following` (pull), `referring` (push, with an outbox).
"""
