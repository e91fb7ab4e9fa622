import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deploy } from "../../kernel/deploy/python.js";
import { projectRoot } from "../../support/project.js";
import { Learners } from "./learners.js";
import { StudyGroup } from "./study-group.js";

describe("a study group keeps learners apart", () => {
  const group = new StudyGroup();
  const learners = new Learners(group);
  const [other, victim] = ["other", "victim"];

  beforeAll(async () => {
    await group.start();
    for (const name of [other, victim]) {
      await learners.signIn(name);
      await learners.open(name);
      // Its type service listens when a cell has run.
      await learners.run(name, "1");
    }
  });
  afterAll(() => group.stop());
  beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(`The hub's log: ${group.keepLog()}`)));

  it("another's server refuses a learner's token", async () => {
    const asOther = group.serverOf(victim, group.tokenOf(other));
    for (const path of ["api/contents", "api/kernels", "lab", "files/index.ipynb"]) {
      expect([403, 404]).toContain((await asOther.fetch(path, { redirect: "manual" })).status);
    }
    const hub = await group.serverOf("..", group.tokenOf(other)).fetch("../hub/api/users");
    expect(hub.status).toBe(403);
  });

  it("a cell reaches no other's files, sockets, processes, nor the hub's state and the course itself", async () => {
    await learners.run(
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
      expect(await learners.printed(other, `await connected(${JSON.stringify(join(runtime, socket))})`)).toBe(
        "EACCES",
      );
    }
    const pid = await learners.printed(victim, "process.pid");
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
      const code = await learners.printed(other, `tried(() => ${work})`);
      expect(["EACCES", "EPERM"], work).toContain(code);
    }
  });

  it("a cell reaches neither another's server nor the proxy's own interface by their ports", async () => {
    const token = `token ${group.tokenOf(other)}`;
    for (const address of await group.addressesBehindTheProxy(victim)) {
      const asked = (headers: object) =>
        learners.printed(other, `(await fetch("${address}", ${JSON.stringify({ headers })})).status`);
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
    await learners.server(victim).ask("api/contents/secret.txt", {
      method: "PUT",
      body: { type: "file", format: "text", content: "nobody else's" },
    });
    await learners.run(
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
    await learners.run(other, 'fs.writeFileSync("../share-progress", "")');
    collect();
    expect(readdirSync(join(target, "progress"))).toEqual([`${other}.jsonl`]);
    await learners.run(other, 'fs.rmSync("../share-progress")');
    collect();
    expect(readdirSync(join(target, "progress"))).toEqual([]);
  });
});
