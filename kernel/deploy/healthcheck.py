"""Whether the learner's server in this container answers."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

port = urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", "")).port or 8888
prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
# Jupyter's version is what it tells everybody.
with urllib.request.urlopen(f"http://127.0.0.1:{port}{prefix}api", timeout=5) as answer:
    sys.exit(0 if answer.status == 200 else 1)
