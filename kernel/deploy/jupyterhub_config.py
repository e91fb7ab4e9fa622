"""JupyterHub for one group on one server.

It says nothing of who may sign in: a file of your own does, which loads this one first (trying.py and first-use.py are
such files):

    load_subconfig("/opt/gradbook/kernel/deploy/jupyterhub_config.py")
    c.JupyterHub.authenticator_class = "github"
"""

import importlib.util
import os
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))

from accounts import account_of, make_account  # noqa: E402
from learner_spawner import LearnerSpawner  # noqa: E402
from patient_proxy import PatientProxy  # noqa: E402
from ports import own_port  # noqa: E402
from turns import InTurn  # noqa: E402

c = get_config()  # noqa: F821

homes = os.environ.get("GRADBOOK_HOMES", "/home")
runtime = os.environ.get("GRADBOOK_RUN", "/run/gradbook")
state = Path(os.environ.get("GRADBOOK_HUB_STATE", "/var/lib/gradbook"))
state.mkdir(mode=0o700, parents=True, exist_ok=True)

# What everybody reaches is the web server that has the certificate; it passes on to this port.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.db_url = f"sqlite:///{state / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
# The hub may be restarted while a group works: learners' servers go on, and so does the proxy, if it is one of its own
# (gradbook-proxy.service), which shares its token with the hub by this variable.
c.JupyterHub.cleanup_servers = False
c.JupyterHub.proxy_class = PatientProxy
c.ConfigurableHTTPProxy.should_start = "CONFIGPROXY_AUTH_TOKEN" not in os.environ
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")


def prepare(spawner):
    account = account_of(spawner.user.name)
    own = make_account(account, homes, runtime)
    spawner.environment.update(XDG_RUNTIME_DIR=own, JUPYTER_RUNTIME_DIR=own)
    spawner.environment["GRADBOOK_LEARNER"] = spawner.user.name
    spawner.port = own_port()
    if hasattr(spawner, "username_template"):
        spawner.username_template = account


c.Spawner.pre_spawn_hook = prepare
c.Spawner.cmd = [str(here / "learner-server.sh")]
c.Spawner.default_url = "/lab/tree/index.ipynb"
# One learner's kernels and server are some 300 MB; training on pictures takes a gigabyte for a while.
c.Spawner.mem_limit = "2G"
c.Spawner.cpu_limit = 2
# Thirty that begin at the same minute take turns, and wait for theirs.
c.Spawner.start_timeout = 600
c.Spawner.http_timeout = 240
c.JupyterHub.concurrent_spawn_limit = 100
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL", "GRADBOOK_DATA_DIR", "GRADBOOK_HANDED_OUT"]

# Where systemd runs and its spawner is installed, memory and processor time of each learner are held together.
if Path("/run/systemd/system").is_dir() and importlib.util.find_spec("systemdspawner"):
    from systemdspawner import SystemdSpawner

    c.JupyterHub.spawner_class = type("SystemdSpawnerInTurn", (InTurn, SystemdSpawner), {})
    c.SystemdSpawner.isolate_tmp = True
    c.SystemdSpawner.isolate_devices = True
    c.SystemdSpawner.disable_user_sudo = True
else:
    c.JupyterHub.spawner_class = LearnerSpawner
