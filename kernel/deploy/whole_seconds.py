"""Gives the files in a folder times of whole seconds.

    python3 whole_seconds.py FOLDER

The layers of an image round their files' times. What knows the time of the file that it was made from, as Python's compiled
modules and the kernel's startup snapshot do, would not fit it there, and would be made anew at each start.
"""

import os
import sys

for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        # Compiled modules know the second in which their source was written.
        second = int(os.lstat(path).st_mtime)
        os.utime(path, (second, second), follow_symlinks=False)
