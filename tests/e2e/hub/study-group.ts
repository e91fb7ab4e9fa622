import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../../kernel/src/client/free-ports.js";
import { thisProject } from "../../../notebooks/tools/setup/project.mjs";
import { npmInstall } from "../../long/npm-install.js";
import { projectRoot } from "../../support/project.js";
import { JupyterServer } from "../remote/jupyter-client.js";
import { clearAway, clearLeftovers, keep, newFolder } from "./leftovers.mjs";

/** Where Debian puts the Python that its JupyterHub is for. */
const python = "/usr/bin/python3";

/**
 * JupyterHub with the project's configuration, and its proxy beside it, as the two services of `kernel/deploy` are: on
 * this machine alone, with state, homes and accounts of its own that go when it ends.
 */
export class StudyGroup {
  /** Its files: state, logs and homes; none before it is started. */
  folder = "";
  /** Whether it is the one that a leader tries on a computer of their own, where the hub starts its proxy itself. */
  readonly #isTrial: boolean;
  readonly #token = randomBytes(16).toString("hex");
  readonly #proxyToken = randomBytes(16).toString("hex");
  /** Each learner's token, once there is one. */
  readonly #learners = new Map<string, string>();
  #port = 0;
  #apiPort = 0;
  #hubPort = 0;
  #proxyProgram = "";
  #proxy: ChildProcess | undefined;
  #hub: ChildProcess | undefined;

  constructor({ isTrial = false }: { readonly isTrial?: boolean } = {}) {
    this.#isTrial = isTrial;
  }

  /** Starts both, and waits until the hub answers. */
  async start(): Promise<void> {
    await clearLeftovers();
    this.folder = newFolder();
    keep(this.folder);
    for (const name of ["homes", "run"]) mkdirSync(join(this.folder, name), { mode: 0o711 });
    const modules = await npmInstall("proxy", ["configurable-http-proxy"]);
    this.#proxyProgram = join(modules, "configurable-http-proxy", "bin", "configurable-http-proxy");
    // Found last: what is free now may be taken a while later.
    [this.#port, this.#apiPort, this.#hubPort] = (await freePorts(3)) as [number, number, number];
    if (!this.#isTrial) this.#startProxy();
    writeFileSync(join(this.folder, "jupyterhub_config.py"), this.#configuration());
    await this.startHub();
  }

  #startProxy(): void {
    this.#proxy = this.#spawn("proxy", process.execPath, [
      this.#proxyProgram,
      ...["--ip", "127.0.0.1", "--port", String(this.#port)],
      ...["--api-ip", "127.0.0.1", "--api-port", String(this.#apiPort)],
      ...["--error-target", `http://127.0.0.1:${this.#hubPort}/hub/error`],
    ]);
  }

  async startHub(): Promise<void> {
    const args = ["-m", "jupyterhub", "-f", join(this.folder, "jupyterhub_config.py")];
    const hub = this.#spawn("hub", python, args);
    this.#hub = hub;
    const isUp = () =>
      this.hub.fetch("hub/api/").then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isUp())) {
      const how = hub.signalCode ?? hub.exitCode;
      if (how !== null) throw new Error(`the hub ended (${how}):\n${this.log("hub")}`);
      await sleep(200);
    }
  }

  /** Ends the hub alone, as a restart of its service does, or Ctrl+C by SIGINT. */
  async stopHub(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    await ended(this.#hub, signal);
  }

  /** The link that is given out. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Its interface for whoever looks after it. */
  get hub(): JupyterServer {
    return new JupyterServer(this.address, this.#token);
  }

  /** Starts a learner's server and waits until it can be used. */
  async signIn(name: string): Promise<JupyterServer> {
    this.#learners.set(name, "");
    const user = `hub/api/users/${name}`;
    await this.hub.ask(user, { method: "POST" }).catch(() => undefined);
    const answer = await this.hub.fetch(`${user}/server`, { method: "POST" });
    if (!answer.ok)
      throw new Error(`${name}: ${answer.status} ${await answer.text()}\n${this.log("hub").slice(-3000)}`);
    // What the page reads that a browser shows meanwhile: it ends when the server can be used, or failed.
    const told = await (await this.hub.fetch(`${user}/server/progress`)).text();
    if (!told.includes('"ready": true')) throw new Error(`${name}: expected a server, got ${told.trim()}`);
    const { token } = (await this.hub.ask(`${user}/tokens`, { method: "POST", body: {} })) as {
      token: string;
    };
    this.#learners.set(name, token);
    return this.serverOf(name, token);
  }

  /** A learner's server, as whoever has this token sees it. */
  serverOf(name: string, token: string): JupyterServer {
    return new JupyterServer(`${this.address}user/${name}/`, token);
  }

  /** Where a learner's server and the proxy's own interface listen, which cells reach as well. */
  async addressesBehindTheProxy(name: string): Promise<readonly string[]> {
    const routes = `http://127.0.0.1:${this.#apiPort}/api/routes`;
    const answer = await fetch(routes, { headers: { authorization: `token ${this.#proxyToken}` } });
    const targets = (await answer.json()) as Record<string, { target: string }>;
    const path = `/user/${name}/`;
    const server = targets[path] ?? targets[path.slice(0, -1)];
    if (server === undefined) throw new Error(`no route to ${name}: ${JSON.stringify(targets)}`);
    return [new URL(`${path}api/contents`, server.target).href, routes];
  }

  home(name: string): string {
    return join(this.folder, "homes", `learner-${name}`);
  }

  log(name: "hub" | "proxy"): string {
    return readFileSync(join(this.folder, `${name}.log`), "utf8");
  }

  /** Keeps the hub's log, into which servers and kernels write as well, beyond the group's end, and says where. */
  keepLog(): string {
    const kept = join(thisProject.logs, "hub.log");
    mkdirSync(thisProject.logs, { recursive: true });
    writeFileSync(kept, this.log("hub"));
    return kept;
  }

  /** Those of all who have one: the hub's, the proxy's, each learner's. */
  get tokens(): readonly string[] {
    return [this.#token, this.#proxyToken, ...this.#learners.values()];
  }

  tokenOf(name: string): string {
    return this.#learners.get(name) ?? "";
  }

  async stop(): Promise<void> {
    if (this.folder === "") return;
    for (const name of this.#learners.keys()) {
      await this.hub.ask(`hub/api/users/${name}/server`, { method: "DELETE" }).catch(() => undefined);
    }
    await ended(this.#hub);
    await ended(this.#proxy);
    // Not all that learners run has ended when their servers have.
    await clearAway(this.folder);
  }

  /** How the hub starts its proxy: at the first time, one that never comes to listen. */
  get #proxyCommand(): readonly string[] {
    const script = `[ -e tried ] || { touch tried; exec sleep 600; }
exec "$@"`;
    return ["/bin/sh", "-c", script, "proxy", process.execPath, this.#proxyProgram];
  }

  #configuration(): string {
    const name = this.#isTrial ? "trying.py" : "jupyterhub_config.py";
    const subconfig = join(projectRoot, "kernel", "deploy", name);
    return `
load_subconfig(${JSON.stringify(subconfig)})
c.JupyterHub.bind_url = "http://127.0.0.1:${this.#port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:${this.#hubPort}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:${this.#apiPort}"
c.ConfigurableHTTPProxy.command = ${JSON.stringify(this.#proxyCommand)}
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.services = [{"name": "leader", "api_token": "${this.#token}"}]
c.JupyterHub.load_roles = [
    {"name": "leader", "services": ["leader"], "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"]}
]
`;
  }

  #spawn(name: string, command: string, args: readonly string[]): ChildProcess {
    const log = openSync(join(this.folder, `${name}.log`), "a", 0o600);
    return spawn(command, args, {
      cwd: this.folder,
      stdio: ["ignore", log, log],
      env: {
        ...process.env,
        ...(!this.#isTrial && { CONFIGPROXY_AUTH_TOKEN: this.#proxyToken }),
        GRADBOOK_HUB_STATE: join(this.folder, "state"),
        GRADBOOK_HOMES: join(this.folder, "homes"),
        GRADBOOK_RUN: join(this.folder, "run"),
      },
    });
  }
}

/** Asks a process to end, and waits for that. */
async function ended(child: ChildProcess | undefined, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await end;
}
