"""The password that a learner types first is theirs (jupyterhub-firstuseauthenticator). Only names that you list here
may sign in; GRADBOOK_LEADER, a variable of the service, is the name of who may look after the others' servers."""

import os
from pathlib import Path

c = get_config()  # noqa: F821
load_subconfig(str(Path(__file__).with_name("jupyterhub_config.py")))  # noqa: F821

state = Path(os.environ.get("GRADBOOK_HUB_STATE", "/var/lib/gradbook"))
leader = os.environ["GRADBOOK_LEADER"]

c.JupyterHub.authenticator_class = "firstuseauthenticator.FirstUseAuthenticator"
c.FirstUseAuthenticator.dbm_path = str(state / "passwords.dbm")
c.FirstUseAuthenticator.create_users = False
c.Authenticator.admin_users = {leader}
# One name a line.
names = (state / "learners").read_text().split() if (state / "learners").exists() else []
c.Authenticator.allowed_users = {leader, *names}
