import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { JupyterServer, RemoteKernel } from "../remote/jupyter-client.js";
import { processesOf } from "./leftovers.mjs";
import type { StudyGroup } from "./study-group.js";

/** The lesson that all of them work on. */
export const lesson = "week-1/xor-by-hand.ipynb";

/** The learners of a group: their servers and kernels, and what they run there. */
export class Learners {
  readonly #group: StudyGroup;
  readonly #servers = new Map<string, JupyterServer>();
  readonly #kernels = new Map<string, RemoteKernel>();

  constructor(group: StudyGroup) {
    this.#group = group;
  }

  /** Those who have a kernel. */
  get names(): readonly string[] {
    return [...this.#kernels.keys()];
  }

  server(name: string): JupyterServer {
    return this.#servers.get(name) as JupyterServer;
  }

  kernel(name: string): RemoteKernel {
    return this.#kernels.get(name) as RemoteKernel;
  }

  async signIn(name: string): Promise<JupyterServer> {
    const server = await this.#group.signIn(name);
    this.#servers.set(name, server);
    return server;
  }

  /** Opens the lesson on a kernel. */
  async open(name: string): Promise<RemoteKernel> {
    const kernel = await this.server(name).startKernel(lesson);
    this.#kernels.set(name, kernel);
    return kernel;
  }

  /** The value of an expression in a learner's kernel, as text. */
  async printed(name: string, source: string): Promise<string> {
    const { outputs, status } = await this.kernel(name).execute(`console.log(${source})`);
    const [output] = outputs;
    return output?.output_type === "stream" ? output.text.trim() : `${status}: ${JSON.stringify(outputs)}`;
  }

  /** How the error of a cell that is to fail is told: its one error, name and words. */
  async errorOf(name: string, source: string): Promise<string> {
    const { outputs } = await this.kernel(name).execute(source);
    const errors = outputs.flatMap((output) =>
      output.output_type === "error" ? [`${output.ename}: ${output.evalue}`] : [],
    );
    expect(errors, JSON.stringify(outputs)).toHaveLength(1);
    return errors[0] ?? "";
  }

  /** Runs a cell that does what it says. */
  async run(name: string, source: string): Promise<void> {
    const { status, outputs } = await this.kernel(name).execute(source);
    expect(status, JSON.stringify(outputs)).toBe("ok");
  }

  /** While something befalls one of them, all others go on, and each keeps what it had. */
  async othersDoNotNotice(one: string, befalls: () => Promise<unknown>): Promise<void> {
    const others = this.names.filter((name) => name !== one);
    for (const name of others) await this.run(name, `var kept = ${JSON.stringify(name)}`);
    let hasEnded = false;
    const working = others.map(async (name) => {
      do await this.run(name, "await new Promise((r) => setTimeout(r, 300)); kept");
      while (!hasEnded);
      return this.printed(name, "kept");
    });
    try {
      await befalls();
    } finally {
      hasEnded = true;
    }
    expect(await Promise.all(working)).toEqual(others);
  }

  /** What all of their processes hold, shared pages counted once, in MB. */
  get megabytes(): number {
    const pids = this.names.flatMap((name) => processesOf(`learner-${name}`));
    return pids.reduce((sum, pid) => sum + proportionalMegabytes(pid), 0);
  }
}

/** None for a process that is gone by now. */
function proportionalMegabytes(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
