import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * V8 startup snapshots of the type service: the compiler loaded, Node's types parsed, a first few cells
 * checked. A snapshot fits one build of Node and one state of the files it was made from, which its name says.
 */

/**
 * Options the service's process is started with; a snapshot only fits the options it was built with. A
 * compiler that checks ten-line cells never gets hot: code that V8 translates on its first call halves the
 * time of the first questions. A small young generation costs it no time, and saves 12 MB after 150 cells; collecting
 * garbage before the heap has grown by a third keeps it at 170 MB over thousands of cells, where it went to 300.
 */
export const SERVICE_OPTIONS: readonly string[] = [
  "--max-old-space-size=4096",
  "--max-semi-space-size=4",
  "--heap-growing-percent=30",
  "--always-sparkplug",
];

/** A build that takes longer than this, in ms, was cut off. */
const LONGEST_BUILD = 120_000;

const require = createRequire(import.meta.url);

/** The folder with the built modules, also when this file is read from the source. */
export function builtFolder(): string {
  const here = fileURLToPath(new URL("..", import.meta.url));
  return existsSync(join(here, "type-process", "main.js"))
    ? here
    : fileURLToPath(new URL("../../dist/", import.meta.url));
}

/** The snapshot that fits this Node and these files, if it has been built. */
export function findSnapshot(): string | undefined {
  const path = snapshotPath();
  return path !== undefined && existsSync(path) ? path : undefined;
}

/**
 * Where the snapshot for this Node and these files belongs: in the kernel's own folder, or where
 * `GRADBOOK_SNAPSHOT_DIR` says. Undefined if `GRADBOOK_SNAPSHOT` is `off`.
 */
export function snapshotPath(): string | undefined {
  if (process.env.GRADBOOK_SNAPSHOT === "off") return undefined;
  const folder = process.env.GRADBOOK_SNAPSHOT_DIR ?? join(builtFolder(), "..", ".gradbook", "snapshot");
  return join(folder, `${nodePrefix()}${fingerprint()}.blob`);
}

function nodePrefix(): string {
  return `node-${process.versions.node}-${process.platform}-${process.arch}-`;
}

/**
 * Names the version of the service: a kernel that has another name for its own speaks otherwise, checks otherwise, or
 * runs on another Node.
 */
export function serviceVersion(): string {
  // Its path names Node and the files already.
  return `${process.execPath}\n${snapshotPath() ?? `no snapshot, ${nodePrefix()}${fingerprint()}`}`;
}

function fingerprint(): string {
  const hash = createHash("sha256").update(JSON.stringify(SERVICE_OPTIONS));
  for (const path of ingredients()) {
    // By what is in it: its time is another one in a copy, such as a container's image.
    const content = readFileSync(path);
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

/** The files a snapshot is made of, or that stand for those. */
function ingredients(): string[] {
  const built = builtFolder();
  const own = ["channel", "compiler", "types", "type-process", "type-process/shared"].flatMap((folder) =>
    readdirSync(join(built, folder))
      .filter((name) => name.endsWith(".js"))
      .sort()
      .map((name) => join(built, folder, name)),
  );
  const packages = ["typescript/package.json", "@types/node/package.json", "gradbook/package.json"];
  return [...own, join(built, "..", "assets", "globals.d.ts"), ...packages.flatMap(resolved)];
}

/** Where a package's file is, seen from the kernel, if the package is installed. */
function resolved(specifier: string): readonly string[] {
  try {
    return [require.resolve(specifier)];
  } catch {
    return [];
  }
}

/**
 * Builds the snapshot, unless it is there or being built. Takes some seconds and 38 MB.
 * @returns its path, or undefined if it cannot be built here
 */
export async function buildSnapshot(): Promise<string | undefined> {
  const path = snapshotPath();
  if (path === undefined || existsSync(path)) return path;
  const lock = `${path}.lock`;
  if (!canWrite(dirname(path)) || !takeLock(lock)) return undefined;
  const script = `${path}.${process.pid}.cjs`;
  const unfinished = `${path}.${process.pid}`;
  try {
    const { bundleService } = await import("./bundle.js");
    writeFileSync(script, await bundleService(builtFolder()));
    const build = ["--snapshot-blob", unfinished, "--build-snapshot", script];
    const { status } = spawnSync(process.execPath, [...SERVICE_OPTIONS, ...build], { stdio: "ignore" });
    if (status !== 0 || !existsSync(unfinished)) return undefined;
    renameSync(unfinished, path);
    removeOlder(path);
    return path;
  } finally {
    for (const leftover of [script, unfinished, lock]) rmSync(leftover, { force: true });
  }
}

/** Deletes a snapshot that Node refused. */
export function dropSnapshot(path: string): void {
  rmSync(path, { force: true });
}

function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function takeLock(lock: string): boolean {
  const held = statSync(lock, { throwIfNoEntry: false });
  if (held !== undefined && Date.now() - held.mtimeMs > LONGEST_BUILD) rmSync(lock, { force: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

/** Snapshots of this Node that no longer fit the files. */
function removeOlder(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    const other = join(folder, name);
    if (name.startsWith(nodePrefix()) && name.endsWith(".blob") && other !== path)
      rmSync(other, { force: true });
  }
}
