import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type RunningTypeService, startTypeService } from "../../../kernel/src/type-process/client.js";
import { lastGeneration } from "../../../kernel/src/type-process/shared/generations.js";
import { sharedPlace } from "../../../kernel/src/type-process/shared/place.js";
import { reachShared } from "../../../kernel/src/type-process/shared/reach.js";
import { isAlive } from "../../../notebooks/tools/setup/alive.mjs";
import { atRest, processorTime } from "../../support/process-usage.js";
import { projectFolder } from "../compiler/project.js";

/** The runtime folder of this test, in which no other kernel meets. */
let runtime = "";
const services: RunningTypeService[] = [];

beforeEach(() => {
  runtime = mkdtempSync(join(tmpdir(), "gb-run-"));
  vi.stubEnv("GRADBOOK_RUNTIME_DIR", join(runtime, "gradbook"));
});

afterEach(async () => {
  for (const service of services.splice(0)) service.dispose();
  await vi.waitFor(() => expect(servers()).toEqual([]), 120_000);
  vi.unstubAllEnvs();
  rmSync(runtime, { recursive: true, force: true });
});

/** The processes of the services that listen, or listened, in the runtime folder. */
function servers(): readonly number[] {
  try {
    return readdirSync(join(runtime, "gradbook"))
      .map((name) => Number(/\.(\d+)\.sock$/.exec(name)?.[1] ?? 0))
      .filter((pid) => pid > 0 && isAlive(pid));
  } catch {
    return [];
  }
}

interface Kernel {
  readonly service: RunningTypeService;
  readonly log: string[];
  /** @returns the codes of what is wrong with a cell, which then counts as run */
  run(source: string): Promise<readonly string[]>;
}

let lastCell = 0;

function start({
  directory = projectFolder(),
  ...limits
}: {
  directory?: string;
  longest?: number;
  silence?: number;
} = {}): Kernel {
  const log: string[] = [];
  const service = startTypeService({
    language: "typescript",
    directory,
    log: (line) => log.push(line),
    ...limits,
  });
  services.push(service);
  const run = async (source: string) => {
    const cell = ++lastCell;
    const { problems } = await service.compile({ source, cell, directory });
    service.commit(cell, true);
    return problems.map(({ code }) => code);
  };
  return { service, log, run };
}

test("kernels that start at the same time find one service", async () => {
  const kernels = Array.from({ length: 4 }, () => start());
  for (const answer of await Promise.all(kernels.map(({ run }) => run("1 + 1")))) expect(answer).toEqual([]);
  expect(servers()).toHaveLength(1);
  expect(kernels.map(({ service }) => service.pid)).toEqual(Array(4).fill(undefined));
});

test("it ends after the last kernel, and leaves nothing behind", async () => {
  const [one, other] = [start(), start()];
  await Promise.all([one.run("1"), other.run("2")]);
  const [pid] = servers();
  one.service.dispose();
  expect(await other.run("3")).toEqual([]);
  expect(servers()).toEqual([pid]);
  other.service.dispose();
  await vi.waitFor(() => expect(isAlive(pid!)).toBe(false), 120_000);
  expect(readdirSync(join(runtime, "gradbook"))).toEqual([]);
});

describe("kernels stay apart", () => {
  test("in names, types and what a cell declares for all", async () => {
    const directory = projectFolder();
    const [one, other] = [start({ directory }), start({ directory })];
    expect(await one.run("const mine = 1; interface Mine { a: string }")).toEqual([]);
    expect(
      await one.run("declare global { var everywhere: number; interface Array<T> { third: T } }"),
    ).toEqual([]);
    expect(await one.run("[mine].third + everywhere")).toEqual([]);
    expect(await other.run("mine")).toEqual(["TS2304"]);
    expect(await other.run("let x: Mine")).toEqual(["TS2304"]);
    expect(await other.run("everywhere")).toEqual(["TS2304"]);
    expect(await other.run("[1].third")).toEqual(["TS2339"]);
    expect(await other.run("const mine = 'text'; mine.length")).toEqual([]);
    expect(await one.run("mine.toFixed()")).toEqual([]);
  });

  test("in modules that cells define, also in one folder", async () => {
    const directory = projectFolder();
    const [one, other] = [start({ directory }), start({ directory })];
    expect(await one.run("/** @module tools */\nexport const tool = 1;")).toEqual([]);
    expect(await one.run("import { tool } from './tools'; tool.toFixed()")).toEqual([]);
    expect(await other.run("import { tool } from './tools';")).toEqual(["TS2307"]);
  });

  test("in local files of the same name, and in one file as each has found it", async () => {
    const [here, there] = [
      projectFolder({ "model.ts": "export const size = 1;" }),
      projectFolder({ "model.ts": "export const size = 'large';" }),
    ];
    const [one, other] = [start({ directory: here }), start({ directory: there })];
    expect(await one.run("import { size } from './model'; size.toFixed()")).toEqual([]);
    expect(await other.run("import { size } from './model'; size.toFixed()")).toEqual(["TS2551"]);
    writeFileSync(join(here, "model.ts"), "export const size = [true, false];");
    expect(await one.run("import { size } from './model'; size.toFixed()")).toEqual(["TS2339"]);
    expect(await other.run("import { size } from './model'; size.length")).toEqual([]);
  });

  test("in settings", async () => {
    const loose = projectFolder({ "tsconfig.json": `{ "compilerOptions": { "strict": false } }` });
    const [one, other] = [start({ directory: loose }), start()];
    expect(await one.run("let s: string = null; function f(this: Date) {} f")).toEqual([]);
    expect(await other.run("let s: string = null")).toEqual(["TS2322"]);
  });

  test("in rare modules of Node", async () => {
    const [one, other] = [start(), start()];
    expect(await one.run("import { createSecureServer } from 'node:http2'; createSecureServer.name")).toEqual(
      [],
    );
    expect(await other.run("1")).toEqual([]);
    expect(await other.run("import { Session } from 'node:inspector'; new Session().nothing")).toEqual([
      "TS2339",
    ]);
  });
});

test("a package that was installed anew is read anew by the next kernel", async () => {
  const directory = projectFolder({
    "node_modules/size/package.json": `{ "name": "size", "types": "index.d.ts" }`,
    "node_modules/size/index.d.ts": "export declare const size: number;",
  });
  const [one] = [start({ directory })];
  expect(await one.run("import { size } from 'size'; size.toFixed()")).toEqual([]);
  writeFileSync(
    join(directory, "node_modules/size/index.d.ts"),
    "export declare const size: string; // longer",
  );
  const other = start({ directory });
  expect(await other.run("import { size } from 'size'; size.toFixed()")).toEqual(["TS2551"]);
  expect(await one.run("import { size } from 'size'; size.toFixed()")).toEqual([]);
});

describe("whatever happens to it, no kernel fails", () => {
  test("killed: all come back with their cells, to one service", async () => {
    const [one, other] = [start(), start()];
    expect(await one.run("const kept = { a: 1 };")).toEqual([]);
    expect(await other.run("const kept = 'text';")).toEqual([]);
    const [pid] = servers();
    process.kill(pid!, "SIGKILL");
    expect(await one.run("kept.a")).toEqual([]);
    expect(await other.run("kept.length; kept.a")).toEqual(["TS2339"]);
    await vi.waitFor(() => expect(servers()).toHaveLength(1), 120_000);
    expect(servers()).not.toEqual([pid]);
  });

  test("killed while it works: the one who asked asks a service of its own, the others share another", async () => {
    const [one, other] = [start(), start()];
    await Promise.all([one.run("1"), other.run("1")]);
    const [pid] = servers();
    // What it prepares for the next cells is a question of theirs, too.
    const before = await atRest(() => processorTime(pid!));
    const asked = one.run(slow(60));
    await vi.waitFor(() => expect(processorTime(pid!)).toBeGreaterThan(before + 200), 120_000);
    process.kill(pid!, "SIGKILL");
    const later = other.run("const x: number = 'text'");
    expect(await later).toEqual(["TS2322"]);
    await vi.waitFor(() => expect(one.service.pid).toBeGreaterThan(0), 120_000);
    expect(other.service.pid, other.log.join("\n")).toBeUndefined();
    one.service.dispose();
    await asked;
  });

  test("kept busy for too long: the one who asked ends it and goes alone, the others share another", async () => {
    const [one, other] = [start({ longest: 3000 }), start()];
    expect(await Promise.all([one.run("const kept = 1"), other.run("const kept = 'text'")])).toEqual([
      [],
      [],
    ]);
    const [pid] = servers();
    const asked = one.run(slow(600));
    await vi.waitFor(() => expect(one.log.join("\n")).toContain("a check took more than 3 s"), 120_000);
    expect(await other.run("kept.length; kept.nothing")).toEqual(["TS2339"]);
    expect(other.service.pid, other.log.join("\n")).toBeUndefined();
    expect(servers()).not.toContain(pid);
    await vi.waitFor(() => expect(one.service.pid).toBeGreaterThan(0), 120_000);
    one.service.dispose();
    await asked;
  });

  test("left in the middle of a question, which may never end: it goes with the kernel that asked", async () => {
    const [one, other] = [start(), start()];
    await Promise.all([one.run("1"), other.run("const kept = 'text'")]);
    const [pid] = servers();
    const before = await atRest(() => processorTime(pid!));
    const asked = one.run(slow(60));
    await vi.waitFor(() => expect(processorTime(pid!)).toBeGreaterThan(before + 200), 120_000);
    one.service.dispose();
    await asked;
    await vi.waitFor(() => expect(isAlive(pid!)).toBe(false), 120_000);
    expect(await other.run("kept.length")).toEqual([]);
    expect(other.service.pid, other.log.join("\n")).toBeUndefined();
  });

  test.runIf(process.platform === "linux")(
    "left computing by a kernel that was killed: the system ends it, which holds its processor time",
    async () => {
      const one = start();
      await one.run("1");
      const [pid] = servers();
      const limits = () => readFileSync(`/proc/${pid}/limits`, "utf8");
      await vi.waitFor(() => expect(limits()).toMatch(/^Max cpu time +\d+ /m), 120_000);
      const [, seconds] = /^Max cpu time +(\d+) /m.exec(limits()) ?? [];
      expect(Number(seconds)).toBeLessThanOrEqual(processorTime(pid!) / 1000 + 61);
      expect(limits()).toMatch(/^Max core file size +0 /m);
    },
  );

  test("stuck: a kernel leaves it, and the next ones do not find it", async () => {
    const one = start({ silence: 5000 });
    expect(await one.run("const kept = 1")).toEqual([]);
    const [pid] = servers();
    process.kill(pid!, "SIGSTOP");
    try {
      expect(await one.run("kept.toFixed()")).toEqual([]);
      expect(one.service.pid).toBeGreaterThan(0);
      expect(one.log.join("\n")).toContain("it has not done anything for 5 s");
      const place = sharedPlace(() => {})!;
      // Nor do they wait for the one whose claim it is, and who lives.
      expect(lastGeneration(place)?.socket).toBeDefined();
      const other = start();
      expect(await other.run("const x: number = 'text'")).toEqual(["TS2322"]);
      expect(servers()).not.toContain(pid);
    } finally {
      process.kill(pid!, "SIGKILL");
    }
  });

  test("stuck before the first word: a kernel does without", async () => {
    const one = start();
    await one.run("1");
    const [pid] = servers();
    process.kill(pid!, "SIGSTOP");
    try {
      expect(await start({ silence: 5000 }).run("const x: number = 'text'")).toEqual(["TS2322"]);
    } finally {
      process.kill(pid!, "SIGKILL");
    }
  });

  test("a dead service's socket is passed over", async () => {
    const place = sharedPlace(() => {})!;
    const server = createServer();
    const path = join(place.folder, `${place.key}.7.1.sock`);
    await new Promise<void>((resolve) => server.listen(`${path}.other`, resolve));
    writeFileSync(join(place.folder, `${place.key}.7`), "1");
    writeFileSync(path, "");
    const one = start();
    expect(await one.run("const x: number = 'text'")).toEqual(["TS2322"]);
    expect(readdirSync(place.folder)).not.toContain(`${place.key}.7.1.sock`);
    await new Promise((resolve) => server.close(resolve));
  });

  test("one that dies before it takes the connection is passed over", async () => {
    const place = sharedPlace(() => {})!;
    const path = join(place.folder, `${place.key}.7.1.sock`);
    const script = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => {
      process.stdout.write("listens");
      for (;;);
    })`;
    const dying = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => dying.stdout.once("data", resolve));
    writeFileSync(join(place.folder, `${place.key}.7`), "1");
    const reached = reachShared(place);
    dying.kill("SIGKILL");
    // Without a turn of this process's loop, in which it would find itself connected first. The last of its threads to end
    // closes what it had open.
    const of = `/proc/${dying.pid}`;
    while (
      !/^State:\s+Z/m.test(readFileSync(`${of}/status`, "utf8")) ||
      readdirSync(`${of}/task`).length > 1
    );
    const { socket, path: found } = await reached;
    socket.destroy();
    expect(found).not.toBe(path);
  });

  test("the claim of a kernel that was killed while it started a service is passed over at once", async () => {
    const place = sharedPlace(() => {})!;
    const { pid } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(join(place.folder, `${place.key}.7`), String(pid));
    const claimedAt = Date.now();
    // One whose process lives is waited for much longer.
    await reachShared(place).then(({ socket }) => socket.destroy());
    expect(Date.now() - claimedAt).toBeLessThan(60_000);
  });

  test("what is no kernel is shown the door", async () => {
    const one = start();
    await one.run("1");
    const folder = join(runtime, "gradbook");
    const name = readdirSync(folder).find((name) => name.endsWith(".sock"))!;
    const socket = connect(join(folder, name));
    socket.on("error", () => {});
    socket.write("GET / HTTP/1.1\r\n\r\n");
    await new Promise((resolve) => socket.on("close", resolve).resume());
    expect(await one.run("const x: number = 'text'")).toEqual(["TS2322"]);
  });
});

describe("who may meet where", () => {
  const said: string[] = [];
  const placeOf = () => sharedPlace((line) => said.push(line));
  beforeEach(() => void said.splice(0));

  test("the folder is the user's alone", () => {
    expect(placeOf()?.folder).toBe(join(runtime, "gradbook"));
    chmodSync(join(runtime, "gradbook"), 0o750);
    expect(placeOf()).toBeUndefined();
    expect(said.join()).toContain("is open to others (chmod 700 mends that)");
  });

  test("a link is no folder", () => {
    mkdirSync(join(runtime, "real"), { mode: 0o700 });
    symlinkSync(join(runtime, "real"), join(runtime, "gradbook"));
    expect(placeOf()).toBeUndefined();
    expect(said.join()).toContain("is no folder");
  });

  test("others may not be able to replace it", () => {
    chmodSync(runtime, 0o777);
    expect(placeOf()).toBeUndefined();
    expect(said.join()).toContain("others may replace what is in");
    chmodSync(runtime, 0o1777);
    expect(placeOf()).toBeDefined();
  });

  test.runIf(process.getuid?.() === 0)("a folder that another user has put there is not used", () => {
    mkdirSync(join(runtime, "gradbook"), { mode: 0o700 });
    chownSync(join(runtime, "gradbook"), NOBODY, NOBODY);
    expect(placeOf()).toBeUndefined();
    expect(said.join()).toContain("belongs to another user");
  });

  test("another user reaches neither the folder nor the socket", async () => {
    chmodSync(runtime, 0o1777);
    await start().run("1");
    const folder = join(runtime, "gradbook");
    const [socket = ""] = readdirSync(folder).filter((name) => name.endsWith(".sock"));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, socket)).mode & 0o077).toBe(0);
    if (process.getuid?.() !== 0) return;
    const script = `
      const { connect } = require("node:net");
      try { require("node:fs").readdirSync(process.argv[1]); console.log("listed"); } catch (e) { console.log(e.code); }
      connect(process.argv[2]).on("error", (e) => console.log(e.code)).on("connect", () => console.log("in"));`;
    const { stdout } = spawnSync(process.execPath, ["-e", script, folder, join(folder, socket)], {
      uid: NOBODY,
      gid: NOBODY,
      encoding: "utf8",
    });
    expect(stdout.split("\n")).toEqual(["EACCES", "EACCES", ""]);
  });

  test("a path too long for a socket is not used", () => {
    vi.stubEnv("GRADBOOK_RUNTIME_DIR", join(runtime, "x".repeat(80)));
    expect(placeOf()).toBeUndefined();
    expect(said.join()).toContain("is too long a path for sockets");
  });

  test("the setting switches it off", async () => {
    vi.stubEnv("GRADBOOK_SHARED_TYPES", "off");
    expect(placeOf()).toBeUndefined();
    expect(said).toEqual([]);
    const one = start();
    expect(await one.run("1")).toEqual([]);
    expect(one.service.pid).toBeGreaterThan(0);
    expect(servers()).toEqual([]);
  });

  test("kernels of other versions have another name for it", () => {
    const one = placeOf()!.key;
    vi.stubEnv("GRADBOOK_SNAPSHOT", "off");
    expect(placeOf()!.key).not.toBe(one);
  });
});

const NOBODY = 65534;

/** A check that takes long, some 0.1 s for each of its parts, and in which nothing else happens. */
const slow = (parts: number) => `type Digits = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
${Array.from(
  { length: parts },
  (_, i) => `type T${i}<A extends string> = A extends \`\${infer H}\${infer R}\` ? [H, ...T${i}<R>] : [${i}];
const t${i}: T${i}<"${"ab".repeat(400)}">["length"] = ${i} as any; function f${i}(x: \`\${Digits}\${Digits}\${Digits}\${Digits}\`): "${i}" | typeof x { return x; }`,
).join("\n")}`;
