import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith, needs } from "../support/needs.js";
import { FreshCopy, isRunning, type Launched, pressCtrlC } from "./fresh-copy.js";

/** What can befall `npm start`: nothing of it may be left on the machine, and nothing may need a second try. */
describeWith(needs.python(), "npm start of a fresh clone", () => {
  const copy = new FreshCopy();
  const launched: Launched[] = [];

  /** `npm start` on a port that it chooses itself. */
  function launch(): Launched {
    const one = copy.launch();
    launched.push(one);
    return one;
  }

  async function addressOf(one: Launched): Promise<URL> {
    const [, url = ""] = await one.printed(isRunning);
    return new URL(url);
  }

  /** The process that does it: npm puts a shell between. */
  function launcherOf({ npm }: Launched): number {
    const lines = execFileSync("ps", ["-ww", "-eo", "pid=", "-o", "pgid=", "-o", "args="], {
      encoding: "utf8",
    }).split("\n");
    const found = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+node .*gradbook\.mjs start/.exec(line));
    return Number(found.find((match) => Number(match?.[2]) === npm.pid)?.[1]);
  }

  const servers = () => copy.processes().filter((command) => command.includes("lab_server.py"));
  const kernels = () => copy.processes().filter((command) => command.includes("kernel/dist/cli.js"));

  /** Starts the course with a kernel that computes. */
  async function startWithKernel(): Promise<Launched> {
    const one = launch();
    const url = await addressOf(one);
    const body = JSON.stringify({ name: "gradbook" });
    const answer = await fetch(`${url.origin}/api/kernels${url.search}`, { method: "POST", body });
    expect(answer.status).toBe(201);
    await expect.poll(() => kernels().length).toBeGreaterThan(0);
    return one;
  }

  beforeAll(async () => {
    await (await copy.start()).stop();
  }, 600_000);

  afterAll(async () => {
    for (const one of launched) await pressCtrlC(one);
    copy.remove();
  });

  it("leaves git as it was", () => {
    expect(copy.changes()).toBe("");
  });

  it("ends JupyterLab on Ctrl-C while that still starts", async () => {
    const one = launch();
    await expect.poll(servers).not.toEqual([]);
    expect(one.text()).not.toMatch(isRunning);
    await pressCtrlC(one);
    expect(one.text()).toContain("Stopping …");
    expect(one.text()).not.toMatch(isRunning);
    expect(copy.processes()).toEqual([]);
  });

  it("takes its server and kernels with it when it is killed", async () => {
    const one = await startWithKernel();
    process.kill(launcherOf(one), "SIGKILL");
    await expect.poll(() => copy.processes()).toEqual([]);
    await one.ended;
  });

  it("takes them with it when the npm around it is killed", async () => {
    const one = await startWithKernel();
    one.npm.kill("SIGKILL");
    await expect.poll(() => copy.processes()).toEqual([]);
  });

  it("twice at once takes two ports, and each answers to its own token only", async () => {
    const both = [launch(), launch()];
    const urls = await Promise.all(both.map(addressOf));
    expect(new Set(urls.map((url) => url.port)).size).toBe(2);
    const status = await Promise.all(
      urls.map(async ({ origin, search }) => (await fetch(`${origin}/api/status${search}`)).status),
    );
    expect(status).toEqual([200, 200]);
    for (const one of both) await pressCtrlC(one);
    expect(copy.processes()).toEqual([]);
  });

  it("keeps what its server logs, the token too, to the one who started it", () => {
    const { mode } = statSync(join(copy.root, ".gradbook", "logs", "jupyterlab.log"));
    expect(mode & 0o077).toBe(0);
  });
});
