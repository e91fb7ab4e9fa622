import { join } from "node:path";
import { kernelStep } from "./kernel.mjs";
import { labExtensionStep } from "./labextension.mjs";
import { SetupProblem } from "./problem.mjs";
import { findPython } from "./python.mjs";
import { pythonStep } from "./python-step.mjs";
import { run } from "./run.mjs";
import { runSteps } from "./steps.mjs";

/** Where Debian and its like have the Python that knows the packages of the system. */
const systemPython = "/usr/bin/python3";

/** What starts a learner's server where the system brings no JupyterHub, as in a container: of the hub's version. */
const fromIndex = "jupyterhub>=5,<6";

/**
 * `npm run group`: what a study group's JupyterHub starts for each learner. It is the environment of `npm start` once
 * more, in a folder of its own, with JupyterHub in reach.
 *
 * @param {{ setUp: import("./set-up.mjs").SetUp }} context
 * @returns {Promise<number>} the exit code
 */
export function group({ setUp }) {
  return setUp({ python: false }, async ({ project, progress }) => {
    const place = groupOf(project);
    const hasHub = await knowsHub(project.root);
    const python = await findPython(hasHub ? { ...process.env, GRADBOOK_PYTHON: systemPython } : process.env);
    if ("problem" in python) throw new SetupProblem(python.problem);
    const wanted = hasHub ? { systemPackages: true } : { also: [fromIndex] };
    const steps = [pythonStep(place, python, wanted), kernelStep(place), labExtensionStep(place)];
    await runSteps(steps, { stamps: place.stamps, progress });
    progress.note("Learners' servers are ready; kernel/deploy/README.md says how JupyterHub starts them.");
    return 0;
  });
}

/**
 * The project with an environment of its own for learners' servers.
 *
 * @param {import("./project.mjs").Project} project
 * @returns {import("./project.mjs").Project}
 */
function groupOf(project) {
  const state = join(project.state, "group");
  return {
    ...project,
    state,
    stamps: join(state, "stamps"),
    logs: join(state, "logs"),
    venv: join(state, "venv"),
    jupyter: join(state, "jupyter"),
  };
}

/**
 * Whether the system's Python has JupyterHub.
 *
 * @param {string} cwd
 */
async function knowsHub(cwd) {
  const asked = await run([systemPython, "-I", "-c", "import jupyterhub"], { cwd }).catch(() => undefined);
  return asked?.code === 0;
}
