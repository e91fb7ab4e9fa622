import { fork } from "node:child_process";
import { once } from "node:events";
import { statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type RunningTypeService, startTypeService } from "../../../kernel/src/type-process/client.js";
import {
  buildSnapshot,
  builtFolder,
  findSnapshot,
  snapshotPath,
} from "../../../kernel/src/type-process/snapshot.js";
import { isAlive } from "../../../notebooks/tools/setup/alive.mjs";
import { projectFolder } from "../compiler/project.js";

const services: RunningTypeService[] = [];
// Of one kernel alone; shared-service.test.ts is about the one that kernels share.
beforeEach(() => void vi.stubEnv("GRADBOOK_SHARED_TYPES", "off"));
afterEach(() => {
  for (const service of services.splice(0)) service.dispose();
  vi.unstubAllEnvs();
});

function start(directory = projectFolder()): {
  service: RunningTypeService;
  log: string[];
  run: (source: string, cell: number) => Promise<readonly string[]>;
} {
  const log: string[] = [];
  const service = startTypeService({ language: "typescript", directory, log: (line) => log.push(line) });
  services.push(service);
  const run = async (source: string, cell: number) => {
    const { problems } = await service.compile({ source, cell, directory });
    service.commit(cell, true);
    return problems.map(({ code }) => code);
  };
  return { service, log, run };
}

const snapshotFolder = projectFolder();

test("a snapshot is built once and found again", async () => {
  vi.stubEnv("GRADBOOK_SNAPSHOT_DIR", snapshotFolder);
  expect(findSnapshot()).toBeUndefined();
  const path = await buildSnapshot();
  expect(path).toBe(snapshotPath());
  expect(findSnapshot()).toBe(path);
  expect(await buildSnapshot()).toBe(path);
});

test("a snapshot still fits where a copy of its files has other times, as a container's image rounds them", () => {
  const file = join(builtFolder(), "type-process", "main.js");
  const { atimeMs, mtimeMs } = statSync(file);
  try {
    const before = snapshotPath();
    utimesSync(file, atimeMs / 1000, Math.floor(mtimeMs / 1000) + 1);
    expect(snapshotPath()).toBe(before);
  } finally {
    utimesSync(file, atimeMs / 1000, mtimeMs / 1000);
  }
});

describe.each(["off", "on"])("the type service's process, snapshots %s", (snapshots) => {
  function useSnapshots(): void {
    if (snapshots === "on") vi.stubEnv("GRADBOOK_SNAPSHOT_DIR", snapshotFolder);
    else vi.stubEnv("GRADBOOK_SNAPSHOT", "off");
  }

  test("checks, compiles and answers questions", async () => {
    useSnapshots();
    const { service, run } = start();
    expect(await run("const a = [1, 2]; a.length", 1)).toEqual([]);
    expect(await run("a.nope", 2)).toEqual(["TS2339"]);
    const directory = projectFolder();
    const { matches } = await service.complete({ source: "a.conc", offset: 6, directory });
    expect(matches).toEqual(["concat"]);
    const { data } = await service.inspect({ source: "a", offset: 1, directory, detail: 0 });
    expect(data["text/plain"]).toBe("const a: number[]");
    expect(await service.isComplete("f(")).toEqual({ status: "incomplete", indent: "  " });
    service.reset();
    expect(await run("a", 3)).toEqual(["TS2304"]);
  });

  test("reads the notebook's tsconfig.json", async () => {
    useSnapshots();
    const { run } = start(projectFolder({ "tsconfig.json": `{ "compilerOptions": { "strict": false } }` }));
    expect(await run("let s: string = null", 1)).toEqual([]);
  });

  test("comes back with every cell after it was killed", async () => {
    useSnapshots();
    const { service, log, run } = start();
    expect(await run("const kept = { a: 1 };", 1)).toEqual([]);
    expect(await run("const more = kept.a;", 2)).toEqual([]);
    const pid = service.pid!;
    process.kill(pid, "SIGKILL");
    await vi.waitFor(() => expect(service.pid).not.toBe(pid), 120_000);
    expect(await run("kept.a + more; kept.b", 3)).toEqual(["TS2339"]);
    expect(log.join("\n")).toContain("SIGKILL");
  });

  test("says so of the cell it died on, and answers what was asked after it", async () => {
    useSnapshots();
    const { service, run } = start();
    await run("const earlier = 1;", 1);
    const directory = projectFolder();
    // It holds still, so that it has not answered when it is killed.
    process.kill(service.pid!, "SIGSTOP");
    const first = service.compile({ source: "2", cell: 2, directory });
    const second = service.compile({ source: "earlier", cell: 3, directory });
    process.kill(service.pid!, "SIGKILL");
    expect((await first).problems[0]?.message).toContain("could not be checked");
    expect((await second).problems).toEqual([]);
  });

  test("ends when it is disposed of", async () => {
    useSnapshots();
    const { service, run } = start();
    await run("1", 1);
    const pid = service.pid!;
    service.dispose();
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 120_000);
    expect((await service.compile({ source: "1", cell: 2, directory: "/" })).problems[0]?.code).toBe("TS0");
  });

  test("ends when the process that started it is killed", async () => {
    useSnapshots();
    const client = JSON.stringify(join(builtFolder(), "type-process", "client.js"));
    const script = join(projectFolder(), "parent.mjs");
    writeFileSync(
      script,
      `import { startTypeService } from ${client};
       const service = startTypeService({ language: "typescript", directory: "/" });
       await service.compile({ source: "1", cell: 1, directory: "/" });
       process.send(service.pid);`,
    );
    const parent = fork(script);
    const [pid] = (await once(parent, "message")) as [number];
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 120_000);
  });
});

test("a service that is killed while it starts keeps its snapshot, and blames no cell", async () => {
  vi.stubEnv("GRADBOOK_SNAPSHOT_DIR", snapshotFolder);
  const { service, run } = start();
  const path = findSnapshot();
  process.kill(service.pid!, "SIGKILL");
  expect(await run("const a: number = 1; a", 1)).toEqual([]);
  expect(path).toBeDefined();
  expect(findSnapshot()).toBe(path);
});

test("a snapshot that Node refuses is thrown away and done without", async () => {
  const folder = projectFolder();
  vi.stubEnv("GRADBOOK_SNAPSHOT_DIR", folder);
  const path = snapshotPath()!;
  writeFileSync(path, "not a snapshot");
  const { run } = start();
  expect(await run("const a: number = 1; a", 1)).toEqual([]);
  expect(findSnapshot()).toBeUndefined();
});

test("where nothing can be written, no snapshot is built", async () => {
  // A folder below a file cannot be made, not even by root.
  vi.stubEnv("GRADBOOK_SNAPSHOT_DIR", join(projectFolder({ file: "" }), "file", "folder"));
  expect(await buildSnapshot()).toBeUndefined();
});
