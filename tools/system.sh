#!/usr/bin/env bash
# Debian packages that only the tests need: a browser, a Chinese font, an independent eye on signed PDFs (pdfsig), an MQTT broker, an RTSP server. Root or sudo; without either, says what to install.
set -euo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v pdfsig >/dev/null || missing+=(poppler-utils)
[ -x /usr/sbin/mosquitto ] || command -v mosquitto >/dev/null || missing+=(mosquitto)
/usr/bin/python3 -c "import gi; gi.require_version('GstRtspServer', '1.0')" 2>/dev/null || missing+=(python3-gi gir1.2-gst-rtsp-server-1.0)
gst-inspect-1.0 --exists rtph264pay 2>/dev/null || missing+=(gstreamer1.0-plugins-good gstreamer1.0-tools)
fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing+=(fonts-noto-cjk fontconfig)
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  run=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null; then run=(sudo); else echo "as root: apt-get install ${missing[*]}"; exit 1; fi
  fi
  "${run[@]}" apt-get update -qq
  "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
