"""Learners' servers as processes, where neither systemd nor a container holds them."""

import os
import pwd
import resource

from accounts import account_of
from jupyterhub.spawner import LocalProcessSpawner
from turns import InTurn

PROCESSES = 1000
"""Processes and threads of one learner, at most. A kernel has some fifty threads."""


class LearnerSpawner(InTurn, LocalProcessSpawner):
    """JupyterHub's own spawner of processes, by the learner's account and within limits.

    The limit of memory holds for each process, since nothing but systemd or a container can hold a learner's together.
    """

    def user_env(self, env):
        entry = pwd.getpwnam(account_of(self.user.name))
        return {**env, "USER": entry.pw_name, "HOME": entry.pw_dir, "SHELL": entry.pw_shell}

    def make_preexec_fn(self, name):
        become = super().make_preexec_fn(account_of(name))
        memory = self.mem_limit

        def prepare():
            # The hub and the proxy come first: a learner who computes must not keep others from signing in.
            os.nice(5)
            os.umask(0o077)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
            if memory:
                resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
            become()

        return prepare
