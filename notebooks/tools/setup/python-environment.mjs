import { delimiter, join } from "node:path";

/**
 * A program of the private environment.
 *
 * @param {import("./project.mjs").Project} project
 * @param {string} name such as "python" or "jupyter"
 */
export function venvProgram(project, name) {
  return process.platform === "win32"
    ? join(project.venv, "Scripts", `${name}.exe`)
    : join(project.venv, "bin", name);
}

/** What of a person's pip settings is kept: how to reach packages. Where to put them, and which, is set-up's. */
const pipSettings =
  /^PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|PROXY|CERT|CLIENT_CERT|TRUSTED_HOST|RETRIES|TIMEOUT|DEFAULT_TIMEOUT|CONFIG_FILE|KEYRING_PROVIDER|USE_FEATURE|USE_DEPRECATED)$/;

/**
 * The environment in which Python and Jupyter run: every file they keep goes into the project's own state,
 * and a Python or pip set up for something else stays out of it. Waiting for an index that does not answer is
 * bounded; PIP_RETRIES and PIP_TIMEOUT set another bound.
 *
 * @param {import("./project.mjs").Project} project
 * @returns {NodeJS.ProcessEnv}
 */
export function pythonEnvironment(project) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => isWelcome(name)));
  const inJupyter = (/** @type {string} */ name) => join(project.jupyter, name);
  const programs = join(project.venv, process.platform === "win32" ? "Scripts" : "bin");
  return {
    PIP_RETRIES: "1",
    PIP_TIMEOUT: "5",
    ...env,
    PATH: `${programs}${delimiter}${env.PATH ?? env.Path ?? ""}`,
    PIP_CACHE_DIR: join(project.state, "pip-cache"),
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PYTHONNOUSERSITE: "1",
    PYTHONUTF8: "1",
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_CONFIG_DIR: inJupyter("config"),
    JUPYTER_DATA_DIR: inJupyter("data"),
    JUPYTER_RUNTIME_DIR: inJupyter("runtime"),
    JUPYTERLAB_SETTINGS_DIR: inJupyter("settings"),
    JUPYTERLAB_WORKSPACES_DIR: inJupyter("workspaces"),
    IPYTHONDIR: inJupyter("ipython"),
  };
}

/**
 * Whether a variable may stay: PYTHONHOME, PYTHONPATH and their like may not (PYTHON_… are of other kinds).
 *
 * @param {string} name
 */
function isWelcome(name) {
  if (/^(PYTHON(?!_)|JUPYTER_(CONFIG_)?PATH$|VIRTUAL_ENV$)/i.test(name)) return false;
  return !/^PIP_/i.test(name) || pipSettings.test(name.toUpperCase());
}
