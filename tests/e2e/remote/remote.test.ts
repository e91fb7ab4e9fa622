import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../../../kernel/src/client/free-ports.js";
import { thisProject } from "../../../notebooks/tools/setup/project.mjs";
import { pythonEnvironment, venvProgram } from "../../../notebooks/tools/setup/python-environment.mjs";
import { describeWith, needs } from "../../support/needs.js";
import { DelayingRelay } from "./delaying-relay.js";
import { JupyterServer, type RemoteKernel, type SocketMessage } from "./jupyter-client.js";

const token = "of-this-test-alone";

/** A Jupyter server in a folder of its own. */
class LocalServer {
  readonly folder = mkdtempSync(join(tmpdir(), "gradbook-remote-"));
  readonly server: JupyterServer;
  readonly #child: ChildProcess;

  constructor(port: number, options: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    const args = [
      ...["-m", "jupyter_server", "--ServerApp.ip=127.0.0.1", `--ServerApp.port=${port}`],
      ...[
        "--ServerApp.port_retries=0",
        "--ServerApp.open_browser=False",
        `--ServerApp.root_dir=${this.folder}`,
      ],
      ...["--ServerApp.allow_root=True", ...options],
    ];
    this.#child = spawn(venvProgram(thisProject, "python"), args, {
      cwd: this.folder,
      stdio: "ignore",
      env: {
        ...pythonEnvironment(thisProject),
        ...env,
        JUPYTER_TOKEN: token,
        JUPYTER_RUNTIME_DIR: join(this.folder, "run"),
      },
    });
    this.server = new JupyterServer(`http://127.0.0.1:${port}/`, token);
  }

  async up(): Promise<void> {
    while (
      !(await this.server.fetch("api/status").then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      if (this.#child.exitCode !== null) throw new Error("Jupyter's server ended");
      await sleep(100);
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const textOf = (messages: readonly SocketMessage[]): string =>
  messages.flatMap(({ header, content }) => (header.msg_type === "stream" ? [content.text] : [])).join("");

/** The comm of the slider that a kernel has opened. */
function sliderOf({ heard }: RemoteKernel): string {
  const opened = heard.filter(({ header }) => header.msg_type === "comm_open").map(({ content }) => content);
  return String(opened.find((content) => JSON.stringify(content).includes("IntSliderModel"))?.comm_id);
}

/** What a client says when a slider is moved. */
const moveTo = (value: number) => ({ method: "update", state: { value }, buffer_paths: [] });

/** What a client heard from a comm, as text. */
const commsOf = ({ heard }: RemoteKernel, comm: string): string =>
  JSON.stringify(heard.map(({ content }) => content).filter(({ comm_id }) => comm_id === comm));

describeWith(needs.python(), "Jupyter's servers", () => {
  /** The one that runs kernels, as a Kernel Gateway does. */
  let far: LocalServer;
  /** The one that people reach: it has the first one's kernels, by Jupyter's gateway protocol, over a slow network. */
  let near: LocalServer;
  let relay: DelayingRelay;
  const delay = 100;

  beforeAll(async () => {
    const [farPort = 0, nearPort = 0] = await freePorts(2);
    // Otherwise Jupyter holds back what is more than a megabyte a second.
    far = new LocalServer(farPort, ["--ZMQChannelsWebsocketConnection.iopub_data_rate_limit=1e9"]);
    await far.up();
    relay = new DelayingRelay({ to: farPort, delay });
    const gateway = `http://127.0.0.1:${await relay.listen()}`;
    near = new LocalServer(nearPort, [
      `--GatewayClient.url=${gateway}`,
      `--GatewayClient.auth_token=${token}`,
    ]);
    await near.up();
  });

  afterAll(async () => {
    await near?.stop();
    await far?.stop();
    relay?.stop();
  });

  describe("a remote kernel, 100 ms away in each direction", () => {
    let kernel: RemoteKernel;

    beforeAll(async () => {
      kernel = await near.server.startKernel("remote.ipynb");
    });

    it("is the far server's, and keeps its variables", async () => {
      const kernels = (await far.server.ask("api/kernels")) as { id: string }[];
      expect(kernels.map(({ id }) => id)).toContain(kernel.id);
      await kernel.execute("const x = 20");
      const begun = performance.now();
      const { outputs } = await kernel.execute("x + 1");
      expect(outputs).toMatchObject([{ output_type: "execute_result", data: { "text/plain": "21" } }]);
      // There and back.
      expect(performance.now() - begun).toBeGreaterThan(2 * delay);
    });

    it("streams whole and in order, while the cell runs", async () => {
      const { outputs } = await kernel.execute(
        `for (let i = 0; i < 2000; i++) { console.log("line", i); if (i === 1000) await new Promise((r) => setTimeout(r, 400)); }`,
      );
      const text = outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join("");
      expect(text).toBe(Array.from({ length: 2000 }, (_, i) => `line ${i}\n`).join(""));
      expect(outputs.length).toBeGreaterThan(1);
    });

    it("is stopped, and keeps its variables", async () => {
      const running = kernel.execute("let turns = 0; while (true) turns++;");
      const isBegun = ({ header, content }: SocketMessage) =>
        header.msg_type === "execute_input" && String(content.code).includes("turns++");
      await expect.poll(() => kernel.heard.some(isBegun)).toBe(true);
      await kernel.interrupt();
      expect((await running).status).toBe("error");
      const { outputs } = await kernel.execute("x + Math.sign(turns)");
      expect(outputs).toMatchObject([{ data: { "text/plain": "21" } }]);
    });

    it("has widgets that answer", async () => {
      await kernel.execute(`import { widgets } from "gradbook-kernel";
const slider = widgets.intSlider({ value: 3 });
slider`);
      kernel.send("shell", "comm_msg", { comm_id: sliderOf(kernel), data: moveTo(7) });
      const { outputs } = await kernel.execute("slider.value");
      expect(outputs).toMatchObject([{ data: { "text/plain": "7" } }]);
    });

    it("gives outputs of 50 MB", async () => {
      // One message of more than 10 MB is more than Jupyter's own gateway client takes.
      const { outputs } = await kernel.execute(
        `import { display, html } from "gradbook-kernel"; for (let i = 0; i < 6; i++) display(html("x".repeat(9_000_000)));`,
      );
      expect(JSON.stringify(outputs).length).toBeGreaterThan(50_000_000);
    });
  });

  it("a kernel that is culled says what it held, below the cell that ran last", async () => {
    const [port = 0] = await freePorts(1);
    const culling = ["cull_idle_timeout=2", "cull_interval=1", "cull_connected=True"];
    const options = culling.map((option) => `--MappingKernelManager.${option}`);
    const server = new LocalServer(port, options, { GRADBOOK_REST: "1" });
    try {
      await server.up();
      const kernel = await server.server.startKernel("culled.ipynb");
      await kernel.execute('const model = "trained"; const losses = [3, 2, 1];');
      const last = kernel.heard.findLast(({ header }) => header.msg_type === "execute_input");
      await expect
        .poll(() => textOf(kernel.heard))
        .toMatch(/without use. It held model, losses; run the cells again/);
      const told = kernel.heard.find(({ header }) => header.msg_type === "stream");
      expect(told?.parent_header.msg_id).toBe(last?.parent_header.msg_id);
      await expect.poll(() => server.server.ask("api/kernels")).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  describe("two clients of one kernel, one of whom comes late", () => {
    it("each see inputs, outputs and widgets of both", async () => {
      const first = await far.server.startKernel("together.ipynb");
      await first.execute("const ours = 1");
      await first.execute(`import { widgets } from "gradbook-kernel";
const shared = widgets.intSlider({ value: 3 }); shared`);
      const late = await far.server.connect(first.id);
      // What was before: the variables, by running; the widgets, by asking for them as JupyterLab does.
      expect((await late.execute("ours + 1")).outputs).toMatchObject([{ data: { "text/plain": "2" } }]);
      late.send("shell", "comm_open", {
        comm_id: "control",
        target_name: "jupyter.widget.control",
        data: {},
      });
      late.send("shell", "comm_msg", { comm_id: "control", data: { method: "request_states" } });
      await expect.poll(() => JSON.stringify(late.heard)).toContain("IntSliderModel");

      // An input of one is seen by the other, with its outputs, each under the cell that it belongs to.
      const both = await Promise.all([
        first.execute(`console.log("of the first"); "first"`),
        late.execute(`console.log("of the late"); "late"`),
      ]);
      expect(both.map(({ outputs }) => outputs.map((output) => JSON.stringify(output)).join())).toEqual([
        expect.stringContaining("of the first"),
        expect.stringContaining("of the late"),
      ]);
      expect(JSON.stringify(both[0])).not.toContain("late");
      for (const client of [first, late]) {
        await expect.poll(() => textOf(client.heard)).toContain("of the first");
        await expect.poll(() => textOf(client.heard)).toContain("of the late");
        const inputs = client.heard.filter(({ header }) => header.msg_type === "execute_input");
        const codes = inputs.map(({ content }) => String(content.code)).join();
        expect(codes).toContain("of the first");
        expect(codes).toContain("of the late");
      }

      // A slider that one moves moves for the other.
      const slider = sliderOf(first);
      first.send("shell", "comm_msg", { comm_id: slider, data: moveTo(9) });
      await expect.poll(() => commsOf(late, slider)).toContain('"value":9');
      expect((await late.execute("shared.value")).outputs).toMatchObject([{ data: { "text/plain": "9" } }]);
      first.close();
      late.close();
    });
  });
});
