import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeDifferences, differences } from "../../../notebooks/tools/lessons/differences.js";
import { parseNotebook, readNotebook } from "../../../notebooks/tools/lessons/notebook.js";
import { python } from "../../kernel/deploy/python.js";
import { countAskedFor } from "../../support/count-asked-for.js";
import { runNotebook } from "../remote/jupyter-client.js";
import { lessonPath } from "../venv.js";
import { Learners, lesson } from "./learners.js";
import { StudyGroup } from "./study-group.js";

/** How many learn at once: asked for by tests/long/parts/hub.ts. */
const size = countAskedFor("GRADBOOK_LEARNERS", 10);

describe(`a study group of ${size}`, { timeout: 1_200_000 }, () => {
  const group = new StudyGroup();
  const learners = new Learners(group);
  const names = Array.from({ length: size }, (_, i) => `l${i + 1}`);
  const [one = ""] = names;

  beforeAll(() => group.start());
  afterAll(() => group.stop());
  beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(`The hub's log: ${group.keepLog()}`)));

  it("runs lesson 1.1 to its end, each on a copy of their own, and each saves it", async () => {
    const times = await Promise.all(
      names.map(async (name) => {
        const begun = performance.now();
        const server = await learners.signIn(name);
        const ready = performance.now();
        const path = `api/contents/${lesson}`;
        const { content } = (await server.ask(path)) as { content: unknown };
        const kernel = await learners.open(name);
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
    report(times, learners.megabytes);
  });

  it("goes on when a learner's kernel is killed, which is told and starts anew", async () => {
    await learners.othersDoNotNotice(one, async () => {
      const pid = Number(await learners.printed(one, "process.ppid"));
      process.kill(pid, "SIGKILL");
      await expect.poll(() => learners.printed(one, "'there again'").catch(() => "")).toBe("there again");
    });
  });

  it("goes on when the hub is restarted, and finds its servers as they were", async () => {
    await learners.othersDoNotNotice("", async () => {
      await group.stopHub();
      await group.startHub();
    });
    for (const name of learners.names) {
      const user = (await group.hub.ask(`hub/api/users/${name}`)) as {
        servers: Record<string, { ready: boolean }>;
      };
      expect(user.servers[""]?.ready).toBe(true);
    }
  });

  it("goes on when a learner's disk is full, who can delete and go on, too", async () => {
    const name = "greedy";
    const args = ["learner-greedy", join(group.folder, "homes"), join(group.folder, "run")];
    python("import sys; from accounts import make_account; make_account(*sys.argv[1:])", ...args);
    const home = group.home(name);
    const { uid, gid } = statSync(home);
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=24m,mode=700,uid=${uid},gid=${gid}`, "tmpfs", home]);
    const server = await learners.signIn(name);
    await learners.open(name);
    await learners.othersDoNotNotice(name, async () => {
      const fill = `import { appendFileSync, rmSync } from "node:fs";
for (;;) appendFileSync("big", Buffer.alloc(1e6));`;
      const { outputs } = await learners.kernel(name).execute(fill);
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
      expect((await learners.kernel(name).execute('rmSync("big")')).status).toBe("ok");
      await server.ask("api/contents/note.txt", { method: "PUT", body: note });
    });
  });

  it("goes on when a learner takes more memory than one may, who is told so", async () => {
    await learners.othersDoNotNotice(one, async () => {
      const buffers = "const all: Buffer[] = []; for (;;) all.push(Buffer.alloc(1e8, 1));";
      expect(await learners.errorOf(one, buffers)).toMatch(/^RangeError: .*allocation failed/);
      const objects = "const hoard: unknown[] = []; for (;;) hoard.push(new Array(1e5).fill({}));";
      expect(await learners.errorOf(one, objects)).toMatch(
        /^SessionEnded: the session ran out of memory \(2 GB at most\); all variables are gone/,
      );
      expect(await learners.printed(one, "'there'")).toBe("there");
    });
  });

  it("goes on when a learner computes for ever, on all processors: one more signs in, and Stop stops it", async () => {
    await learners.othersDoNotNotice(one, async () => {
      const endless = learners.kernel(one).execute(`import { Worker } from "node:worker_threads";
for (let i = 0; i < 8; i++) new Worker("for (;;);", { eval: true });
for (;;);`);
      const late = await group.signIn("late");
      const kernel = await late.startKernel(lesson);
      expect((await kernel.execute("1 + 1")).status).toBe("ok");
      kernel.close();
      await learners.kernel(one).interrupt();
      const { outputs } = await endless;
      expect(outputs.map(({ output_type }) => output_type)).toEqual(["error"]);
      expect(await learners.printed(one, "'there'")).toBe("there");
      // What it left computing goes with its session.
      expect(await learners.errorOf(one, "process.exit()")).toMatch(/^SessionEnded: /);
    });
  });

  it("goes on when a learner starts processes without end", async () => {
    await learners.othersDoNotNotice(one, async () => {
      const endless = `import { spawn } from "node:child_process";
for (;;) await new Promise((resolve, reject) => spawn("sleep", ["600"], { stdio: "ignore" }).on("spawn", resolve).on("error", reject));`;
      expect(await learners.errorOf(one, endless)).toContain("EAGAIN");
      expect(await learners.errorOf(one, "process.exit()")).toMatch(/^SessionEnded: /);
      expect(await learners.printed(one, "'there'")).toBe("there");
    });
  });

  it("no token is in a log", () => {
    const logs = `${group.log("hub")}${group.log("proxy")}`;
    expect(logs).toContain("GET");
    for (const token of group.tokens) expect(logs.includes(token)).toBe(false);
  });
});

/** A notebook's cells in the form of its file. */
function asJson(notebook: Awaited<ReturnType<typeof runNotebook>>): object {
  return JSON.parse(JSON.stringify({ cells: notebook.cells })) as object;
}

interface Times {
  readonly server: number;
  readonly firstCell: number;
  readonly lesson: number;
}

/** The table of what was measured. */
function report(times: readonly Times[], megabytes: number): void {
  const row = (name: string, of: (one: Times) => number) => {
    const sorted = times.map(of).sort((a, b) => a - b);
    const [median = 0, worst = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
    return `| ${name} | ${(median / 1000).toFixed(1)} | ${(worst / 1000).toFixed(1)} |`;
  };
  console.log(
    [
      `| ${size} learners at once, s | median | worst |`,
      "| :-- | --: | --: |",
      row("sign-in to server", ({ server }) => server),
      row("server to first cell done", ({ firstCell }) => firstCell),
      row("lesson 1.1, all cells", ({ lesson }) => lesson),
      "",
      `Memory of all their processes: ${megabytes.toFixed(0)} MB, ${(megabytes / size).toFixed(0)} each`,
    ].join("\n"),
  );
}
