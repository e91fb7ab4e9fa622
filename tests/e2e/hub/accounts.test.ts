import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { python } from "../../kernel/deploy/python.js";
import { clearAway, clearLeftovers, keep, learnersAccounts, newFolder, removeAccount } from "./leftovers.mjs";

describe("a learner's account that a first try has left", () => {
  let group = "";
  beforeAll(async () => {
    await clearLeftovers();
    group = newFolder();
    keep(group);
  });
  afterAll(() => clearAway(group));

  const name = "learner-early";
  const homeIn = (folder: string) => join(folder, "homes", name);
  const make = (folder = group) =>
    python(
      "import sys; from accounts import make_account; print(make_account(*sys.argv[1:]))",
      ...[name, join(folder, "homes"), join(folder, "run")],
    );
  const isThere = () => learnersAccounts().some((account) => account.name === name);
  afterEach(async () => {
    const home = homeIn(group);
    if (isThere()) await removeAccount({ name, home });
    rmSync(home, { recursive: true, force: true });
  });

  it("without its home gets one again, which nobody else can enter", () => {
    const runtime = make();
    const home = homeIn(group);
    const { uid } = statSync(home);
    for (const path of [home, runtime]) rmSync(path, { recursive: true });
    expect(make()).toBe(join(group, "run", name));
    for (const path of [home, runtime]) expect(statSync(path)).toMatchObject({ uid, mode: 0o40700 });
    expect(existsSync(join(home, ".profile"))).toBe(true);
  });

  it("of which there is but the group is made", () => {
    execFileSync("addgroup", ["--quiet", name]);
    make();
    expect(statSync(homeIn(group)).mode).toBe(0o40700);
  });

  it("whose home is somebody else's is not given it, and it is said how", () => {
    make();
    chownSync(homeIn(group), 1, 1);
    expect(make).toThrow(
      /PermissionError: .*expected the home of learner-early \(user \d+\), got one of user 1; if it is the same learner's, try chown -R learner-early: /,
    );
  });

  it.each([
    ["at once", true],
    ["by the next run, where nothing else is left of it", false],
  ])("of a run that was cut off is cleared away with what it runs, %s", async (_, isWatched) => {
    const folder = newFolder();
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
    expect(existsSync(group)).toBe(true);
  });
});
