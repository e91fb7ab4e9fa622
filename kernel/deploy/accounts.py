"""The learners' accounts on one server: each learner is a user of the system, whatever JupyterHub knows them by."""

import grp
import hashlib
import os
import pwd
import re
import subprocess


def account_of(name):
    """The system's name for a learner: `learner-min` for `min`; one with a hash where that does not say who it is.

    Every name has an account of its own, and none is the account of somebody who is no learner: a learner who is called
    `root`, or by an address, gets nobody else's.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if slug == name and len(slug) <= 24:
        return f"learner-{slug}"
    return f"learnerx-{slug[:10]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


COMMENT = "gradbook learner"
"""What the system's list of users says of an account that was made here."""


def make_account(account, homes, runtime):
    """Makes the account, if it is not there, with a home and a runtime folder that nobody else can enter.

    By Debian's `adduser`, which also gives it the disk quota of the user that QUOTAUSER in /etc/adduser.conf names.
    An account that is there keeps its home, wherever that is; where it is gone, as after a first try that was cleared
    away by half, a fresh one is made in its place.
    Returns the runtime folder. Sockets of kernels and of the type service are there, where no full disk takes them away.
    """
    home = os.path.join(homes, account)
    try:
        entry = pwd.getpwnam(account)
    except KeyError:
        command = ["adduser", "--quiet", "--disabled-password", "--gecos", COMMENT, "--home", home]
        # A first try that was cut off may have come as far as the group.
        group = ["--ingroup", account] if has_group(account) else []
        subprocess.run([*command, *group, account], check=True, stdin=subprocess.DEVNULL)
        entry = pwd.getpwnam(account)
    if not os.path.isdir(entry.pw_dir):
        subprocess.run(["mkhomedir_helper", account, "0077"], check=True, stdin=subprocess.DEVNULL)
    owner = os.stat(entry.pw_dir).st_uid
    if owner != entry.pw_uid:
        raise PermissionError(
            f"{entry.pw_dir}: expected the home of {account} (user {entry.pw_uid}), got one of user {owner}; "
            f"if it is the same learner's, try chown -R {account}: {entry.pw_dir}"
        )
    os.chmod(entry.pw_dir, 0o700)
    own = os.path.join(runtime, account)
    os.makedirs(runtime, mode=0o755, exist_ok=True)
    os.makedirs(own, mode=0o700, exist_ok=True)
    os.chown(own, entry.pw_uid, entry.pw_gid)
    return own


def has_group(name):
    try:
        grp.getgrnam(name)
    except KeyError:
        return False
    return True
