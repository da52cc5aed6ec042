"""Web push 浏览器通知: RFC 8030 (the request), 8291 and 8188 (what only the browser can open), 8292 (VAPID: who sends).

`pywebpush` (MPL-2.0, kept) was weighed: it brings aiohttp, requests and a source package for 100 lines of arithmetic that `cryptography`,
which we have, does with the RFC's own test vectors.
"""
