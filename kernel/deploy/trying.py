"""To try the hub on your own computer: any name signs in with the password that is printed.

    sudo jupyterhub -f kernel/deploy/trying.py
"""

import secrets
from pathlib import Path

c = get_config()  # noqa: F821
load_subconfig(str(Path(__file__).with_name("jupyterhub_config.py")))  # noqa: F821

password = secrets.token_urlsafe(8)
# What the hub has started ends with it, as nobody else is there to end it.
c.JupyterHub.cleanup_servers = True
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = password
print(f"Any name, with the password {password}", flush=True)
