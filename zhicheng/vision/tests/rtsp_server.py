"""An RTSP server for tests, by Debian's GStreamer bindings: `python3 rtsp_server.py PORT PATH=FILE…`. Each client sees its clip from the start.

Runs under the system's own Python, which has the bindings (tools/system.sh); it imports nothing of ours.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
for mount in sys.argv[2:]:
    path, _, file = mount.partition("=")
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f'( filesrc location="{file}" ! qtdemux ! rtph264pay name=pay0 config-interval=-1 )')
    server.get_mount_points().add_factory("/" + path, factory)
if not server.attach(None):
    sys.exit(f"port {sys.argv[1]} is taken")
print("ready", flush=True)  # noqa: T201
GLib.MainLoop().run()
