import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePorts } from "../../../kernel/src/client/free-ports.js";
import { describeDifferences, differences } from "../../../notebooks/tools/lessons/differences.js";
import { parseNotebook, readNotebook } from "../../../notebooks/tools/lessons/notebook.js";
import { countAskedFor } from "../../support/count-asked-for.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { type JupyterServer, type RemoteKernel, runNotebook } from "../remote/jupyter-client.js";
import { lessonPath } from "../venv.js";
import { clearLeftovers, FOLDER_PREFIX, keep, learnersAccounts, removeAccount } from "./leftovers.mjs";
import { StudyGroup } from "./study-group.js";

const deploy = join(projectRoot, "kernel", "deploy");

/** Runs Python beside the configuration, and gives what it printed. */
function python(code: string, ...args: readonly string[]): string {
  return execFileSync("python3", ["-c", code, ...args], { cwd: deploy, encoding: "utf8" }).trim();
}

describeWith(needs.python(), "a learner's account", () => {
  const accountOf = (name: string) =>
    python("import sys; from accounts import account_of; print(account_of(sys.argv[1]))", name);

  it("has the learner's name, and is never that of somebody else on the machine", () => {
    expect(accountOf("min")).toBe("learner-min");
    expect(accountOf("root")).toBe("learner-root");
  });

  it("of a name that the system cannot have is told apart by a hash, within 32 letters", () => {
    const names = ["Min", "min@example.org", "min-example-org", "민", "a".repeat(80), "min-", "-min"];
    const accounts = names.map(accountOf);
    expect(new Set([...accounts, "learner-min"]).size).toBe(names.length + 1);
    for (const account of accounts) expect(account).toMatch(/^[a-z][a-z0-9-]{0,31}$/);
  });
});

describeWith(needs.python(), "a learner's server's port", () => {
  const ports = (code: string, ...args: readonly string[]) =>
    python(`import ports, sys\n${code}`, ...args)
      .split("\n")
      .map(Number);

  it("is none that the system gives to connections, and another one each time, also after the last", () => {
    const given = ports("ports.following = ports.END - 3\nfor _ in range(6): print(ports.own_port())");
    expect(new Set(given).size).toBe(6);
    for (const port of given) expect(port).toBeLessThan(32_768);
    expect(Math.max(...given)).toBe(31_999);
  });

  it("is none that somebody listens on", async () => {
    const [free = 0] = await freePorts(1);
    const server = createServer().listen(free, "127.0.0.1");
    await once(server, "listening");
    const [given] = ports("ports.following = int(sys.argv[1])\nprint(ports.own_port())", String(free));
    server.close();
    expect(given).toBeGreaterThanOrEqual(20_000);
    expect(given).not.toBe(free);
  });
});

describeWith(needs.python(), "learners' servers that are to start at once", () => {
  /** Five servers of which the second cannot start, and the third ends; prints how each start went, and the most at once. */
  const program = `
import asyncio, os
os.cpu_count = lambda: 1
from turns import AT_ONCE, InTurn

now, most = 0, 0

class Spawner:
    def __init__(self, name):
        self.name, self.code = name, None

    async def start(self):
        global now, most
        now += 1
        most = max(most, now)
        if self.name == 2:
            now -= 1
            raise RuntimeError("cannot start")
        asyncio.create_task(self.work())
        return "127.0.0.1", self.port

    async def work(self):
        global now
        await asyncio.sleep(0)
        now -= 1
        if self.name == 3:
            self.code = 1
        else:
            self.server = await asyncio.start_server(lambda *_: None, "127.0.0.1", self.port)

    async def poll(self):
        return self.code

class Turn(InTurn, Spawner):
    pass

async def main():
    from ports import own_port
    spawners = [Turn(name) for name in range(1, 6)]
    for spawner in spawners:
        spawner.port = own_port()
    starts = [asyncio.create_task(spawner.start()) for spawner in spawners]
    await asyncio.sleep(0)
    async for step in spawners[4].progress():
        print(step["message"])
        break
    ends = await asyncio.gather(*starts, return_exceptions=True)
    print(*("fails" if isinstance(end, RuntimeError) else "starts" for end in ends))
    print(most <= AT_ONCE, len(InTurn.waiting))

asyncio.run(main())
`;

  it("start some at a time, also after one that fails, and it is said how many come before", () => {
    expect(python(program).split("\n")).toEqual([
      "3 servers of your group start before yours.",
      "starts fails starts starts starts",
      "True 0",
    ]);
  });
});

/** How many learn at once: asked for by tests/long/parts/hub.ts. */
const size = countAskedFor("GRADBOOK_LEARNERS", 0);

if (size > 0) {
  describe("a study group that is tried on a computer of one's own", { timeout: 300_000 }, () => {
    const group = new StudyGroup({ isTrial: true });
    beforeAll(() => group.start(), 300_000);
    afterAll(() => group.stop(), 300_000);

    it("waits for a proxy that is slow to start", () => {
      expect(group.log("hub")).toContain("The proxy does not listen yet; it is started again");
    });

    it("lets in any name with the password that it prints, and nothing runs on after Ctrl+C", async () => {
      const [, password = ""] = /^Any name, with the password (\S+)$/m.exec(group.log("hub")) ?? [];
      const isLetIn = async (given: string) => {
        const body = new URLSearchParams({ username: "trier", password: given });
        const answer = await fetch(`${group.address}hub/login`, { method: "POST", body, redirect: "manual" });
        return answer.status === 302;
      };
      expect(await isLetIn(`${password}x`)).toBe(false);
      expect(await isLetIn(password)).toBe(true);
      const server = await group.signIn("trier");
      const kernel = await server.startKernel("week-1/xor-by-hand.ipynb");
      expect((await kernel.execute("1 + 1")).status).toBe("ok");
      kernel.close();
      expect(processesOf(["learner-trier"])).not.toEqual([]);
      await group.stopHub("SIGINT");
      await expect.poll(() => processesOf(["learner-trier"])).toEqual([]);
      await expect(fetch(group.address)).rejects.toThrow("fetch failed");
    });
  });

  describe(`a study group of ${size}`, { timeout: 1_200_000 }, () => {
    const group = new StudyGroup();
    const lesson = "week-1/xor-by-hand.ipynb";
    const names = Array.from({ length: size }, (_, i) => `l${i + 1}`);
    const servers = new Map<string, JupyterServer>();
    const kernels = new Map<string, RemoteKernel>();

    const kernelOf = (name: string) => kernels.get(name) as RemoteKernel;
    const serverOf = (name: string) => servers.get(name) as JupyterServer;

    /** The value of an expression in a learner's kernel, as text. */
    async function printed(name: string, source: string): Promise<string> {
      const { outputs, status } = await kernelOf(name).execute(`console.log(${source})`);
      const [output] = outputs;
      return output?.output_type === "stream" ? output.text.trim() : `${status}: ${JSON.stringify(outputs)}`;
    }

    /** How the error of a cell that is to fail is told: its one error, name and words. */
    async function errorOf(name: string, source: string): Promise<string> {
      const { outputs } = await kernelOf(name).execute(source);
      const errors = outputs.flatMap((output) =>
        output.output_type === "error" ? [`${output.ename}: ${output.evalue}`] : [],
      );
      expect(errors, JSON.stringify(outputs)).toHaveLength(1);
      return errors[0] ?? "";
    }

    /** Runs a cell that does what it says. */
    async function run(name: string, source: string): Promise<void> {
      const { status, outputs } = await kernelOf(name).execute(source);
      expect(status, JSON.stringify(outputs)).toBe("ok");
    }

    /** While something befalls one of them, all others go on, and each keeps what it had. */
    async function othersDoNotNotice(one: string, befalls: () => Promise<unknown>): Promise<void> {
      const others = names.filter((name) => name !== one);
      for (const name of others) await kernelOf(name).execute(`var kept = ${JSON.stringify(name)}`);
      let hasEnded = false;
      const working = others.map(async (name) => {
        do {
          const { status } = await kernelOf(name).execute(
            "await new Promise((r) => setTimeout(r, 300)); kept",
          );
          expect(status).toBe("ok");
        } while (!hasEnded);
        return printed(name, "kept");
      });
      try {
        await befalls();
      } finally {
        hasEnded = true;
      }
      expect(await Promise.all(working)).toEqual(others);
    }

    beforeAll(() => group.start(), 300_000);
    afterAll(() => group.stop(), 300_000);
    beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(`The hub's log: ${group.keepLog()}`)));

    describe("a learner's account that a first try has left", () => {
      const name = "learner-early";
      const homeIn = (folder: string) => join(folder, "homes", name);
      const make = (folder = group.folder) =>
        python(
          "import sys; from accounts import make_account; print(make_account(*sys.argv[1:]))",
          ...[name, join(folder, "homes"), join(folder, "run")],
        );
      const isThere = () => learnersAccounts().some((account) => account.name === name);
      afterEach(async () => {
        const home = homeIn(group.folder);
        if (isThere()) await removeAccount({ name, home });
        rmSync(home, { recursive: true, force: true });
      });

      it("without its home gets one again, which nobody else can enter", () => {
        const runtime = make();
        const home = homeIn(group.folder);
        const { uid } = statSync(home);
        for (const path of [home, runtime]) rmSync(path, { recursive: true });
        expect(make()).toBe(join(group.folder, "run", name));
        for (const path of [home, runtime]) expect(statSync(path)).toMatchObject({ uid, mode: 0o40700 });
        expect(existsSync(join(home, ".profile"))).toBe(true);
      });

      it("of which there is but the group is made", () => {
        execFileSync("addgroup", ["--quiet", name]);
        make();
        expect(statSync(homeIn(group.folder)).mode).toBe(0o40700);
      });

      it("whose home is somebody else's is not given it, and it is said how", () => {
        make();
        chownSync(homeIn(group.folder), 1, 1);
        expect(make).toThrow(
          /PermissionError: .*expected the home of learner-early \(user \d+\), got one of user 1; if it is the same learner's, try chown -R learner-early: /,
        );
      });

      it.each([
        ["at once", true],
        ["by the next run, where nothing else is left of it", false],
      ])("of a run that was cut off is cleared away with what it runs, %s", async (_, isWatched) => {
        const folder = mkdtempSync(join(tmpdir(), FOLDER_PREFIX));
        chmodSync(folder, 0o711);
        const keeper = spawn("sleep", ["600"], { stdio: "ignore" });
        if (isWatched) keep(folder, keeper.pid);
        make(folder);
        const { uid, gid } = statSync(homeIn(folder));
        const left = spawn("sleep", ["600"], { uid, gid, stdio: "ignore" });
        const end = new Promise((resolve) => left.once("exit", (_, signal) => resolve(signal)));
        keeper.kill();
        if (!isWatched) await clearLeftovers();
        expect(await end).toBe("SIGKILL");
        await expect.poll(() => existsSync(folder) || isThere()).toBe(false);
        expect(existsSync(group.folder)).toBe(true);
      });
    });

    it("runs lesson 1.1 to its end, each on a copy of their own, and each saves it", async () => {
      const times = await Promise.all(
        names.map(async (name) => {
          const begun = performance.now();
          const server = await group.signIn(name);
          servers.set(name, server);
          const ready = performance.now();
          const path = `api/contents/${lesson}`;
          const { content } = (await server.ask(path)) as { content: unknown };
          const kernel = await server.startKernel(lesson);
          kernels.set(name, kernel);
          let firstCell = 0;
          const run = await runNotebook(kernel, parseNotebook(JSON.stringify(content), lesson), () => {
            firstCell ||= performance.now();
          });
          const body = {
            type: "notebook",
            format: "json",
            content: { ...(content as object), ...asJson(run) },
          };
          await server.ask(path, { method: "PUT", body });
          return {
            server: ready - begun,
            firstCell: firstCell - ready,
            lesson: performance.now() - firstCell,
          };
        }),
      );
      for (const name of names) {
        const saved = readNotebook(join(group.home(name), "gradbook", lesson));
        expect(describeDifferences(differences(readNotebook(lessonPath(lesson)), saved))).toBe("");
      }
      const megabytes = memoryOf(names.map((name) => `learner-${name}`));
      report(size, times, megabytes);
    });

    it("goes on when a learner's kernel is killed, which is told and starts anew", async () => {
      const [one = ""] = names;
      await othersDoNotNotice(one, async () => {
        const pid = Number(await printed(one, "process.ppid"));
        process.kill(pid, "SIGKILL");
        await expect.poll(() => printed(one, "'there again'").catch(() => "")).toBe("there again");
      });
    });

    it("goes on when the hub is restarted, and finds its servers as they were", async () => {
      await othersDoNotNotice("", async () => {
        await group.stopHub();
        await group.startHub();
      });
      for (const name of names) {
        const user = (await group.hub.ask(`hub/api/users/${name}`)) as {
          servers: Record<string, { ready: boolean }>;
        };
        expect(user.servers[""]?.ready).toBe(true);
      }
    });

    it("goes on when a learner's disk is full, who can delete and go on, too", async () => {
      const name = "greedy";
      names.push(name);
      const args = ["learner-greedy", join(group.folder, "homes"), join(group.folder, "run")];
      python("import sys; from accounts import make_account; make_account(*sys.argv[1:])", ...args);
      const home = group.home(name);
      const { uid, gid } = statSync(home);
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=24m,mode=700,uid=${uid},gid=${gid}`, "tmpfs", home]);
      const server = await group.signIn(name);
      servers.set(name, server);
      kernels.set(name, await server.startKernel(lesson));
      await othersDoNotNotice(name, async () => {
        const fill = `import { appendFileSync, rmSync } from "node:fs";
for (;;) appendFileSync("big", Buffer.alloc(1e6));`;
        const { outputs } = await kernelOf(name).execute(fill);
        expect(JSON.stringify(outputs)).toContain("ENOSPC");
        const note = { type: "file", format: "text", content: "x".repeat(1e6) };
        const refused = await server.fetch("api/contents/note.txt", {
          method: "PUT",
          body: JSON.stringify(note),
        });
        expect(refused.ok).toBe(false);
        // A kernel starts on a full disk, too.
        const other = await server.startKernel("week-1/training-xor.ipynb");
        expect((await other.execute("1 + 1")).status).toBe("ok");
        other.close();
        expect((await kernelOf(name).execute('rmSync("big")')).status).toBe("ok");
        await server.ask("api/contents/note.txt", { method: "PUT", body: note });
      });
    });

    it("goes on when a learner takes more memory than one may, who is told so", async () => {
      const [one = ""] = names;
      await othersDoNotNotice(one, async () => {
        const buffers = "const all: Buffer[] = []; for (;;) all.push(Buffer.alloc(1e8, 1));";
        expect(await errorOf(one, buffers)).toMatch(/^RangeError: .*allocation failed/);
        const objects = "const hoard: unknown[] = []; for (;;) hoard.push(new Array(1e5).fill({}));";
        expect(await errorOf(one, objects)).toMatch(
          /^SessionEnded: the session ran out of memory \(2 GB at most\); all variables are gone/,
        );
        expect(await printed(one, "'there'")).toBe("there");
      });
    });

    it("goes on when a learner computes for ever, on all processors: one more signs in, and Stop stops it", async () => {
      const [one = ""] = names;
      await othersDoNotNotice(one, async () => {
        const endless = kernelOf(one).execute(`import { Worker } from "node:worker_threads";
for (let i = 0; i < 8; i++) new Worker("for (;;);", { eval: true });
for (;;);`);
        const late = await group.signIn("late");
        const kernel = await late.startKernel(lesson);
        expect((await kernel.execute("1 + 1")).status).toBe("ok");
        kernel.close();
        await kernelOf(one).interrupt();
        const { outputs } = await endless;
        expect(outputs.map(({ output_type }) => output_type)).toEqual(["error"]);
        expect(await printed(one, "'there'")).toBe("there");
        // What it left computing goes with its session.
        expect(await errorOf(one, "process.exit()")).toMatch(/^SessionEnded: /);
      });
    });

    it("goes on when a learner starts processes without end", async () => {
      const [one = ""] = names;
      await othersDoNotNotice(one, async () => {
        const endless = `import { spawn } from "node:child_process";
for (;;) await new Promise((resolve, reject) => spawn("sleep", ["600"], { stdio: "ignore" }).on("spawn", resolve).on("error", reject));`;
        expect(await errorOf(one, endless)).toContain("EAGAIN");
        expect(await errorOf(one, "process.exit()")).toMatch(/^SessionEnded: /);
        expect(await printed(one, "'there'")).toBe("there");
      });
    });

    describe("keeps learners apart", () => {
      // Nothing has befallen these two so far.
      const [other = "", victim = ""] = names.slice(-2);
      it("another's server refuses a learner's token", async () => {
        const asOther = group.serverOf(victim, group.tokenOf(other));
        for (const path of ["api/contents", "api/kernels", "lab", "files/index.ipynb"]) {
          expect([403, 404]).toContain((await asOther.fetch(path, { redirect: "manual" })).status);
        }
        const hub = await group.serverOf("..", group.tokenOf(other)).fetch("../hub/api/users");
        expect(hub.status).toBe(403);
      });

      it("a cell reaches no other's files, sockets, processes, nor the hub's state and the course itself", async () => {
        await run(
          other,
          `import * as fs from "node:fs";
import { connect } from "node:net";
const tried = (work: () => unknown) => { try { work(); return "done"; } catch (error) { return String(Reflect.get(error as object, "code")); } };
const connected = (path: string) => new Promise<string>((resolve) =>
  connect(path).on("connect", () => resolve("done")).on("error", (error) => resolve(String(Reflect.get(error, "code")))));`,
        );
        const runtime = join(group.folder, "run", `learner-${victim}`);
        const sockets = readdirSync(runtime, { recursive: true, encoding: "utf8" }).filter((name) =>
          statSync(join(runtime, name)).isSocket(),
        );
        // The kernel's five, and the type service's.
        expect(sockets.length).toBeGreaterThanOrEqual(6);
        for (const socket of sockets) {
          expect(await printed(other, `await connected(${JSON.stringify(join(runtime, socket))})`)).toBe(
            "EACCES",
          );
        }
        const pid = await printed(victim, "process.pid");
        const refused = [
          `fs.readdirSync(${JSON.stringify(group.home(victim))})`,
          `fs.readdirSync(${JSON.stringify(runtime)})`,
          `fs.readFileSync(${JSON.stringify(join(group.home(victim), "gradbook/index.ipynb"))})`,
          `fs.readFileSync("/proc/${pid}/environ")`,
          `process.kill(${pid}, "SIGKILL")`,
          `fs.readdirSync(${JSON.stringify(join(group.folder, "state"))})`,
          `fs.readFileSync(${JSON.stringify(join(group.folder, "hub.log"))})`,
          `fs.writeFileSync(${JSON.stringify(join(projectRoot, "notebooks/index.ipynb"))}, "")`,
          `fs.writeFileSync(${JSON.stringify(join(projectRoot, "kernel/dist/cli.js"))}, "")`,
        ];
        for (const work of refused) {
          const code = await printed(other, `tried(() => ${work})`);
          expect(["EACCES", "EPERM"], work).toContain(code);
        }
      });

      it("a cell reaches neither another's server nor the proxy's own interface by their ports", async () => {
        const token = `token ${group.tokenOf(other)}`;
        for (const address of await group.addressesBehindTheProxy(victim)) {
          const asked = (headers: object) =>
            printed(other, `(await fetch("${address}", ${JSON.stringify({ headers })})).status`);
          expect(await asked({}), address).toBe("403");
          expect(await asked({ authorization: token }), address).toBe("403");
        }
      });

      it("what learners put where all is temporary is theirs alone to read", () => {
        const left = readdirSync(tmpdir()).filter((name) => {
          // Others on this machine take away theirs meanwhile.
          const file = lstatSync(join(tmpdir(), name), { throwIfNoEntry: false });
          return file?.uid === statSync(group.home(victim)).uid && (file.mode & 0o077) !== 0;
        });
        expect(left).toEqual([]);
      });

      it("what is collected is what they give, read with their own rights", async () => {
        const target = join(group.folder, "collected");
        const collect = () => execFileSync("python3", [join(deploy, "collect.py"), target]);
        await serverOf(victim).ask("api/contents/secret.txt", {
          method: "PUT",
          body: { type: "file", format: "text", content: "nobody else's" },
        });
        await run(
          other,
          `fs.mkdirSync("../hand-in", { recursive: true });
fs.writeFileSync("../hand-in/mine.md", "what I give");
fs.symlinkSync(${JSON.stringify(join(group.home(victim), "gradbook/secret.txt"))}, "../hand-in/not-mine.txt");
fs.writeFileSync("../progress.jsonl", "{}\\n");`,
        );
        collect();
        expect(readdirSync(join(target, "handed-in"))).toEqual([other]);
        expect(readdirSync(join(target, "handed-in", other))).toEqual(["mine.md"]);
        expect(readdirSync(join(target, "progress"))).toEqual([]);
        await run(other, 'fs.writeFileSync("../share-progress", "")');
        collect();
        expect(readdirSync(join(target, "progress"))).toEqual([`${other}.jsonl`]);
        await run(other, 'fs.rmSync("../share-progress")');
        collect();
        expect(readdirSync(join(target, "progress"))).toEqual([]);
      });

      it("no token is in a log", () => {
        const logs = `${group.log("hub")}${group.log("proxy")}`;
        expect(logs).toContain("GET");
        for (const token of group.tokens) expect(logs.includes(token)).toBe(false);
      });
    });
  });
}

/** A notebook's cells in the form of its file. */
function asJson(notebook: Awaited<ReturnType<typeof runNotebook>>): object {
  return JSON.parse(JSON.stringify({ cells: notebook.cells })) as object;
}

/** The processes of these users. */
function processesOf(users: readonly string[]): readonly string[] {
  const { stdout } = spawnSync("pgrep", ["-u", users.join(",")], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line !== "");
}

/** What the processes of these users hold, shared pages counted once, in MB. */
function memoryOf(users: readonly string[]): number {
  return processesOf(users).reduce((sum, pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      return sum + Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
    } catch {
      return sum;
    }
  }, 0);
}

interface Times {
  readonly server: number;
  readonly firstCell: number;
  readonly lesson: number;
}

/** The table of what was measured. */
function report(learners: number, times: readonly Times[], megabytes: number): void {
  const row = (name: string, of: (one: Times) => number) => {
    const sorted = times.map(of).sort((a, b) => a - b);
    const [median = 0, worst = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
    return `| ${name} | ${(median / 1000).toFixed(1)} | ${(worst / 1000).toFixed(1)} |`;
  };
  console.log(
    [
      `| ${learners} learners at once, s | median | worst |`,
      "| :-- | --: | --: |",
      row("sign-in to server", ({ server }) => server),
      row("server to first cell done", ({ firstCell }) => firstCell),
      row("lesson 1.1, all cells", ({ lesson }) => lesson),
      "",
      `Memory of all their processes: ${megabytes.toFixed(0)} MB, ${(megabytes / learners).toFixed(0)} each`,
    ].join("\n"),
  );
}
