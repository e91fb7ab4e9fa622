import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { withLock } from "../../notebooks/tools/setup/lock.mjs";

/** A lock's path in a folder that goes when the test is over. */
function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "state", "setup.lock");
}

function heldBy(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Takes the lock and says what was told meanwhile. */
async function take(path: string, silence?: number): Promise<string[]> {
  const told: string[] = [];
  const work = async () => readFileSync(path, "utf8");
  const options = { note: (text: string) => void told.push(text), work };
  expect(await withLock(path, silence === undefined ? options : { ...options, silence })).toMatch(
    new RegExp(`^${process.pid} `),
  );
  expect(() => readFileSync(path)).toThrow("ENOENT");
  return told;
}

const deadProcess = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("the lock of the set-up", () => {
  it("is taken at once, and given back", async () => {
    expect(await take(lockPath())).toEqual([]);
  });

  it("is given back when the work fails", async () => {
    const path = lockPath();
    const work = () => Promise.reject(new Error("failed"));
    await expect(withLock(path, { note: () => undefined, work })).rejects.toThrow("failed");
    expect(await take(path)).toEqual([]);
  });

  it("is taken over at once from a process that is gone", async () => {
    const path = lockPath();
    heldBy(path, `${deadProcess()} ${hostname()} 1`);
    expect(await take(path)).toEqual([]);
  });

  it("is taken over when its process number belongs to another program by now, which never touches it", async () => {
    const path = lockPath();
    heldBy(path, `${process.ppid} ${hostname()} 1`);
    expect(await take(path, 2)).toEqual([
      `Another set-up of this folder is running (process ${process.ppid}); waiting for it. Lock: ${path}`,
    ]);
  });

  it.each(["", "0", "-1", "not a number", "1e99"])("is taken over when it says %j", async (text) => {
    const path = lockPath();
    heldBy(path, text);
    await take(path, 2);
  });

  it("is taken over when it is a folder", async () => {
    const path = lockPath();
    mkdirSync(join(path, "in it"), { recursive: true });
    await take(path, 2);
  });

  it("of another computer on the same disk is kept as long as that touches it", async () => {
    const path = lockPath();
    heldBy(path, `${deadProcess()} elsewhere 1`);
    let touches = 0;
    const timer = setInterval(() => {
      touches += 1;
      if (touches === 12) clearInterval(timer);
      else utimesSync(path, touches, touches);
    }, 200);
    const told = await take(path, 2);
    expect(touches).toBe(12);
    expect(told).toEqual([expect.stringMatching(/\(process \d+ on elsewhere\)/)]);
  });

  it("is held by one at a time of many that wait", async () => {
    const path = lockPath();
    heldBy(path, `${deadProcess()} ${hostname()} 1`);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(path, { note: () => undefined, work })));
    expect(most).toBe(1);
  });
});
