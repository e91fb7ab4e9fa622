import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DataError } from "gradbook";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadImageSet } from "../../../lib/src/datasets/load-image-set.js";
import { type NodeModules, nodeModules } from "../../../lib/src/datasets/node-modules.js";
import { PartialFile } from "../../../lib/src/datasets/partial-file.js";
import { mirror, tinySet } from "./mirror.js";

const modules = nodeModules()!;
let folder: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradbook-part-"));
  target = join(folder, "set", "file.gz");
});
afterEach(() => rm(folder, { recursive: true }));

const temporary = new RegExp(`^file\\.gz\\.${process.pid}\\.[0-9a-z]+\\.part$`);
const names = () => readdir(join(folder, "set"));
const bytes = (text: string) => Buffer.from(text);
/** The number of a process that is no more. */
const deadProcess = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

/** A disk whose files fail on one method, as a real one would. */
function failing(method: "appendFile" | "sync", code: string): NodeModules {
  const open: NodeModules["fs"]["open"] = async (...args) => {
    const handle = await modules.fs.open(...args);
    const fail = async (): Promise<never> => {
      throw Object.assign(new Error(`${code}: as tests want it`), { code });
    };
    return Object.assign(handle, { [method]: fail });
  };
  return { ...modules, fs: { ...modules.fs, open } };
}

describe("a partial file", () => {
  it("becomes visible under its name only when it is whole", async () => {
    const partial = await PartialFile.open(modules, target);
    await partial.append(bytes("abc"));
    await partial.append(bytes("def"));
    expect(partial.size).toBe(6);
    expect(await names()).toEqual([expect.stringMatching(temporary)]);
    expect(await partial.read()).toEqual(bytes("abcdef"));
    await partial.commit();
    expect(await names()).toEqual(["file.gz"]);
    expect(await readFile(target)).toEqual(bytes("abcdef"));
  });

  it("replaces what stood there in one step", async () => {
    await mkdir(join(folder, "set"));
    await writeFile(target, "old");
    const partial = await PartialFile.open(modules, target);
    await partial.append(bytes("new one"));
    expect(await readFile(target, "utf8")).toBe("old");
    await partial.commit();
    expect(await readFile(target, "utf8")).toBe("new one");
  });

  it("keeps what arrived for the next attempt, and nothing when nothing did", async () => {
    const first = await PartialFile.open(modules, target);
    await first.append(bytes("abc"));
    await first.close();
    const second = await PartialFile.open(modules, target);
    expect(second.size).toBe(3);
    await second.append(bytes("d"));
    expect(await second.read()).toEqual(bytes("abcd"));
    await second.clear();
    expect(second.size).toBe(0);
    await second.append(bytes("e"));
    expect(await second.read()).toEqual(bytes("e"));
    await second.clear();
    await second.close();
    expect(await names()).toEqual([]);
  });

  it("takes over what a process that died left, and leaves that of a living one alone", async () => {
    await mkdir(join(folder, "set"));
    await writeFile(`${target}.${deadProcess()}.part`, "dead");
    const alive = `file.gz.${process.ppid}.part`;
    const others = [alive, "file.gz.notes.part", "other.gz.1.part"];
    for (const name of others) await writeFile(join(folder, "set", name), "alive");
    const partial = await PartialFile.open(modules, target);
    expect(await partial.read()).toEqual(bytes("dead"));
    await partial.commit();
    expect((await names()).sort()).toEqual(["file.gz", ...others].sort());
  });
});

describe("downloads of one file at the same time", () => {
  it("have a partial file each, and the last that ends stays", async () => {
    const [first, second] = await Promise.all([
      PartialFile.open(modules, target),
      PartialFile.open(modules, target),
    ]);
    await first.append(bytes("abc"));
    await second.append(bytes("x"));
    expect([await first.read(), await second.read()]).toEqual([bytes("abc"), bytes("x")]);
    expect(await names()).toEqual([expect.stringMatching(temporary), expect.stringMatching(temporary)]);
    await first.commit();
    await second.append(bytes("yz"));
    await second.commit();
    expect([await names(), await readFile(target, "utf8")]).toEqual([["file.gz"], "xyz"]);
  });

  it("leave the next attempt the longest of what they left", async () => {
    const attempts = await Promise.all(["abc", "a"].map(() => PartialFile.open(modules, target)));
    await attempts[0]!.append(bytes("abc"));
    await attempts[1]!.append(bytes("a"));
    for (const attempt of attempts) await attempt.close();
    await writeFile(`${target}.${deadProcess()}.1x.part`, "ab");
    const next = await PartialFile.open(modules, target);
    expect([await next.read(), (await names()).length]).toEqual([bytes("abc"), 1]);
    await next.clear();
    await next.close();
  });
});

describe("a disk that does not take the download", () => {
  const advice = [
    [
      "ENOSPC",
      "the disk is full: free some space, or set XDG_CACHE_HOME (Linux) to a folder on another disk",
    ],
    ["EDQUOT", "your disk quota is used up: free some space"],
    [
      "EROFS",
      "the folder is read-only: put the files into a folder of yours and set GRADBOOK_DATA_DIR to it",
    ],
    [
      "EACCES",
      "the folder may not be written: put the files into a folder of yours and set GRADBOOK_DATA_DIR to it",
    ],
    [
      "EPERM",
      "the folder may not be written: put the files into a folder of yours and set GRADBOOK_DATA_DIR to it",
    ],
    ["EEXIST", "a file stands where the folder should be: remove it"],
    ["ENOTDIR", "a file stands where the folder should be: remove it"],
  ] as const;
  it.each(advice)("%s is explained, while writing and at the end", async (code, text) => {
    const error = new DataError(`${target}: expected to write the download here, got ${code}; ${text}`);
    const writing = await PartialFile.open(failing("appendFile", code), target);
    await expect(writing.append(bytes("abc"))).rejects.toThrow(error);
    await writing.close();
    const ending = await PartialFile.open(failing("sync", code), target);
    await expect(ending.commit()).rejects.toThrow(error);
    await ending.close();
    expect(await names()).toEqual([]);
  });

  it("passes on what it cannot explain", async () => {
    const partial = await PartialFile.open(failing("appendFile", "EIO"), target);
    await expect(partial.append(bytes("abc"))).rejects.toThrow("EIO: as tests want it");
    await partial.close();
  });

  it.each([".", "tiny"])("with a file where the folder %s of the cache should be says so", async (name) => {
    const cacheDir = join(folder, "cache");
    const file = join(cacheDir, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, "a file");
    const { source } = tinySet(["http://127.0.0.1:9/"]);
    const { name: first } = source.files.trainImages;
    const loading = loadImageSet(source, { cacheDir, dataDir: folder, onProgress: () => {} });
    await expect(loading).rejects.toThrow(DataError);
    await expect(loading).rejects.toThrow(
      new RegExp(
        `${first}: expected to write the download here, got E\\w+; a file stands where the folder should be: remove it`,
      ),
    );
  });

  it("that is full leaves no file under the final name", async () => {
    const { source, files } = tinySet([]);
    const server = await mirror(files);
    const { downloadFile } = await import("../../../lib/src/datasets/obtain-file.js");
    const options = { modules: failing("appendFile", "ENOSPC"), cacheDir: folder, mirrors: [server.url] };
    await expect(downloadFile(source, source.files.testImages, options)).rejects.toThrow(/the disk is full/);
    expect(await readdir(join(folder, "tiny"))).toEqual([]);
    expect(server.asked.length).toBe(1);
    await server.close();
  });
});
