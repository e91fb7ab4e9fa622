"""For the leader, as root: takes what learners hand in, and the progress of those who share it.

    python3 /opt/gradbook/kernel/deploy/collect.py /home/learner-LEADER/gradbook/collected

A learner shares their progress by a file called `share-progress` in their copy of the course (New, Text File), and no longer
when it is deleted: what had been taken then goes, too. What lies in their folder `hand-in` is taken whenever this runs.
Every file is read with the rights of the learner whose it is, so a link leads nowhere that they cannot go themselves.
"""

import os
import pwd
import stat
import sys
from pathlib import Path

LARGEST = 20_000_000
"""Bytes of a file that is taken."""


def collect(target):
    owner = os.stat(target.parent)
    taken = {"progress": target / "progress", "handed-in": target / "handed-in"}
    for folder in taken.values():
        folder.mkdir(parents=True, exist_ok=True)
    for entry in pwd.getpwall():
        if not entry.pw_name.startswith(("learner-", "learnerx-")):
            continue
        files = as_learner(entry, lambda copy=Path(entry.pw_dir, "gradbook"): read(copy))
        learner = entry.pw_name.split("-", 1)[1]
        place = taken["progress"] / f"{learner}.jsonl"
        if "progress.jsonl" in files:
            place.write_bytes(files.pop("progress.jsonl"))
        else:
            place.unlink(missing_ok=True)
        for name, data in files.items():
            path = taken["handed-in"] / learner / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    for folder, _, names in os.walk(target):
        for path in [folder, *(os.path.join(folder, name) for name in names)]:
            os.chown(path, owner.st_uid, owner.st_gid)


def as_learner(entry, work):
    """What the work gives with the rights of this account."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(entry.pw_gid)
    os.seteuid(entry.pw_uid)
    try:
        return work()
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def read(copy):
    """The files that a learner gives, by their names."""
    files = {}
    if (copy / "share-progress").exists():
        take(files, "progress.jsonl", copy / "progress.jsonl")
    hand_in = copy / "hand-in"
    for path in sorted(hand_in.iterdir()) if hand_in.is_dir() else []:
        if path.suffix in {".ipynb", ".md", ".ts", ".txt"}:
            take(files, path.name, path)
    return files


def take(files, name, path):
    # A pipe would be waited for, and a device never ends.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST:
            files[name] = file.read(LARGEST)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("collect: expected a folder; try collect.py /home/learner-you/gradbook/collected")
    collect(Path(sys.argv[1]).absolute())
