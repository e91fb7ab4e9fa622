"""For the leader: puts a lesson, or any notebook, into the folder that every learner sees as `handed-out`.

    python3 /opt/gradbook/kernel/deploy/hand_out.py ~/gradbook/week-1/xor-by-hand.ipynb /srv/gradbook/handed-out

The files that bear the lesson's name (its checks) come along. Cells with the tag `exercise` are marked as nbgrader documents
it: answers that are graded by hand, one point each, under the cell's own id. That nbgrader takes them is untested.
"""

import json
import shutil
import sys
from pathlib import Path


def marked(cell):
    """The cell, marked if it waits for an answer."""
    metadata = cell["metadata"]
    if cell["cell_type"] != "code" or "exercise" not in metadata.get("tags", []):
        return cell
    mark = {
        "grade": True,
        "grade_id": cell["id"],
        "locked": False,
        "points": 1,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    return {**cell, "metadata": {**metadata, "nbgrader": mark}}


def hand_out(path, folder):
    notebook = json.loads(path.read_text(encoding="utf8"))
    notebook["cells"] = [marked(cell) for cell in notebook["cells"]]
    folder.mkdir(parents=True, exist_ok=True)
    for beside in path.parent.glob(f"{path.stem}-*"):
        if beside.suffix != ".ipynb":
            give(shutil.copy(beside, folder))
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    target = folder / path.name
    target.write_text(f"{text}\n", encoding="utf8")
    give(target)
    folder.chmod(0o755)


def give(path):
    """Everybody may read it."""
    Path(path).chmod(0o644)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("hand_out: expected a notebook and a folder; try hand_out.py lesson.ipynb /srv/gradbook/handed-out")
    hand_out(Path(sys.argv[1]), Path(sys.argv[2]))
