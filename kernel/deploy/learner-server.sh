#!/bin/sh
# One learner's server. Brings their copy of the course up to date, as `npm start` does, and becomes Jupyter's server.
set -eu
course=$(cd "$(dirname "$0")/../.." && pwd)
export GRADBOOK_COPY="${GRADBOOK_COPY:-$HOME/gradbook}"
export GRADBOOK_PROGRESS="${GRADBOOK_PROGRESS:-$GRADBOOK_COPY/progress.jsonl}"
export GRADBOOK_HISTORY="${GRADBOOK_HISTORY:-$HOME/.local/share/gradbook-kernel/history.jsonl}"
mkdir -p "$GRADBOOK_COPY"
# A full disk is no reason to keep a learner out: what is to be deleted is deleted in JupyterLab.
node "$course/notebooks/tools/setup/learner-copy.mjs" "$GRADBOOK_COPY" ||
  echo "The copy of the course stays as it is." >&2
# What the leader hands out, and what goes back.
handed_out="${GRADBOOK_HANDED_OUT:-/srv/gradbook/handed-out}"
if [ -d "$handed_out" ]; then
  mkdir -p "$GRADBOOK_COPY/hand-in" || true
  ln -sfn "$handed_out" "$GRADBOOK_COPY/handed-out" || true
fi
cd "$GRADBOOK_COPY"
exec "$course/.gradbook/group/venv/bin/python" -m jupyterhub.singleuser \
  --config="$course/kernel/deploy/jupyter_server_config.py" "$@"
