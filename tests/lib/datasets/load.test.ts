import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError, data, datasets, OptionError } from "gradbook";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DownloadProgress, WantedFiles } from "../../../lib/src/datasets/index.js";
import { type LoadOptions, loadImageSet } from "../../../lib/src/datasets/load-image-set.js";
import { dyingAfter, honest, idx, type Mirror, mirror, type TinySet, tinySet } from "./mirror.js";

let folder: string;
let server: Mirror;
let set: TinySet;
const files = new Map<string, Buffer>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradbook-data-"));
  server = await mirror(files);
  use(tinySet([server.url]));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await server.close();
  await rm(folder, { recursive: true });
});

function use(tiny: TinySet): void {
  set = tiny;
  files.clear();
  for (const [name, bytes] of tiny.files) files.set(name, bytes);
}

const cache = (): string => join(folder, "cache");
const own = (): string => join(folder, "own");
const load = (options: LoadOptions = {}) =>
  loadImageSet(set.source, {
    cacheDir: cache(),
    dataDir: own(),
    onProgress: () => {},
    retryDelayMs: 1,
    ...options,
  });
const names = async (parent: string): Promise<string[]> => (await readdir(join(parent, "tiny"))).sort();
/** Puts files into the set's folder below `parent`. */
async function put(parent: string, some: Iterable<readonly [string, Uint8Array]>): Promise<void> {
  await mkdir(join(parent, "tiny"), { recursive: true });
  for (const [name, bytes] of some) await writeFile(join(parent, "tiny", name), bytes);
}
const all = ["test-images.gz", "test-labels.gz", "train-images.gz", "train-labels.gz"];

describe("loading a set of images", () => {
  it("downloads it once, then finds it in the cache", async () => {
    const { train, test, classNames } = await load();
    expect(classNames).toEqual(["a", "b", "c"]);
    expect(train.labels.toArray()).toEqual([0, 1, 2, 0, 1, 0]);
    expect(train.labels.dtype).toBe("int32");
    expect(train.countPerClass()).toEqual([3, 2, 1]);
    expect(train.images.shape).toEqual([6, 4]);
    expect(train.images.at(0).toArray()).toEqual([0, 37, 74, 111].map((byte) => Math.fround(byte / 255)));
    expect(train.images).toBe(train.images);
    expect(String(train)).toBe("LabelledImages(6 images of 2 x 2)");
    expect([test.length, train.pixels.height, train.pixels.width]).toEqual([2, 2, 2]);
    expect(await names(cache())).toEqual(all);
    for (const name of all) expect(await readFile(join(cache(), "tiny", name))).toEqual(files.get(name));

    // Another call with other options is another load: it reads the disk.
    server.answer = () => expect.fail("the network is not needed any more");
    const again = await load({ baseUrl: server.url });
    expect(again.train.pixels.bytes).toEqual(train.pixels.bytes);
  });

  it("gives the same object for the same call", async () => {
    const [one, two] = await Promise.all([load(), load()]);
    expect(two).toBe(one);
    expect(await load()).toBe(one);
    expect(server.asked.length).toBe(4);
  });

  it("gives the same batches from the packed pixels as from the float32 images", async () => {
    const { train } = await load();
    const of = (images: typeof train.images | typeof train.pixels) =>
      [
        ...data.Dataset.fromTensorSlices([images as typeof train.images, train.labels])
          .shuffle(6, { seed: 1 })
          .batch(4),
      ].map(([x, y]) => [x.toArray(), y.toArray()]);
    expect(of(train.pixels)).toEqual(of(train.images));
  });

  it.each([
    ["packed", () => set.files],
    ["unpacked", () => set.plain],
  ])("takes the user's own %s files first, and writes nothing there", async (_name, some) => {
    await put(own(), some());
    server.answer = () => expect.fail("the network is not needed");
    expect((await load()).train.length).toBe(6);
    expect((await names(own())).length).toBe(4);
    await expect(readdir(cache())).rejects.toThrow("ENOENT");
  });

  it("looks where GRADBOOK_DATA_DIR says", async () => {
    await put(own(), set.files);
    vi.stubEnv("GRADBOOK_DATA_DIR", own());
    server.answer = () => expect.fail("the network is not needed");
    const options = { cacheDir: cache(), onProgress: () => {} };
    expect((await loadImageSet(set.source, options)).test.length).toBe(2);
  });

  it("keeps the downloads in the user's cache folder", async () => {
    vi.stubEnv("GRADBOOK_DATA_DIR", "");
    vi.stubEnv("XDG_CACHE_HOME", folder);
    vi.stubEnv("LOCALAPPDATA", folder);
    vi.stubEnv("HOME", folder);
    await loadImageSet(set.source, { onProgress: () => {} });
    const found = await readdir(folder, { recursive: true });
    expect(found.filter((path) => path.endsWith(".gz")).length).toBe(4);
  });

  it("fetches only what is missing", async () => {
    await put(own(), [["train-images", set.plain.get("train-images")!]]);
    await put(cache(), [["train-labels.gz", set.files.get("train-labels.gz")!]]);
    await load();
    expect(server.asked.map(({ path }) => path).sort()).toEqual(["test-images.gz", "test-labels.gz"]);
  });

  it("goes on in the next process where a download stopped", async () => {
    const images = files.get("train-images.gz")!;
    server.answer = (request, response, body) =>
      request.headers.range === undefined && body === images
        ? dyingAfter(20)(request, response, body)
        : void response.writeHead(404).end();
    await expect(load()).rejects.toThrow(DataError);
    const [part] = await names(cache());
    expect(part).toMatch(new RegExp(`^train-images\\.gz\\.${process.pid}\\.[0-9a-z]+\\.part$`));
    server.answer = honest;
    server.asked.length = 0;
    await load();
    expect(server.asked[0]).toEqual({ path: "train-images.gz", range: "bytes=20-" });
    expect(await names(cache())).toEqual(all);
  });

  it("shows how far it is, over all files", async () => {
    const seen: DownloadProgress[] = [];
    await load({ onProgress: (progress) => seen.push(progress) });
    const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    expect(seen.at(-1)).toEqual({
      title: "Tiny",
      file: "test-labels.gz",
      receivedBytes: total,
      totalBytes: total,
    });
    const received = seen.map(({ receivedBytes }) => receivedBytes);
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });

  it("replaces what is damaged in the cache", async () => {
    const spoiled = Buffer.from(files.get("test-images.gz")!);
    spoiled[12]! ^= 255;
    await put(cache(), [...files, ["test-images.gz", spoiled]]);
    await load();
    expect(server.asked.map(({ path }) => path)).toEqual(["test-images.gz"]);
    expect(await readFile(join(cache(), "tiny", "test-images.gz"))).toEqual(files.get("test-images.gz"));
  });

  it("works without a disk, as in a browser", async () => {
    const builtin = process.getBuiltinModule;
    Object.defineProperty(process, "getBuiltinModule", { value: undefined, configurable: true });
    try {
      expect((await load({ baseUrl: server.url.replace(/\/$/, "") })).train.length).toBe(6);
      server.answer = (_request, response) => void response.writeHead(404).end();
      await expect(load({ baseUrl: `${server.url}elsewhere` })).rejects.toThrow(
        new DataError(
          "Tiny: expected to get train-images.gz, but no mirror delivered it " +
            `(${server.url}elsewhere/train-images.gz: HTTP 404); try again when the network is there, pass ` +
            "{ baseUrl } of a folder on your own server that holds the files, or work with the generated " +
            "stand-in, datasets.drawnDigits()",
        ),
      );
    } finally {
      Object.defineProperty(process, "getBuiltinModule", { value: builtin, configurable: true });
    }
  });
});

describe("where there is no disk, files are brought by whoever was named", () => {
  const builtin = process.getBuiltinModule;
  const wanted: WantedFiles[] = [];
  /** Packed, as on the mirrors. */
  const packed = new Map<string, Uint8Array>();

  beforeEach(() => {
    Object.defineProperty(process, "getBuiltinModule", { value: undefined, configurable: true });
    wanted.length = 0;
    packed.clear();
    for (const [name, bytes] of files) packed.set(name, bytes);
    datasets.bringFilesBy(async (one) => {
      wanted.push(one);
      return packed;
    });
  });
  afterEach(() => {
    Object.defineProperty(process, "getBuiltinModule", { value: builtin, configurable: true });
    datasets.bringFilesBy(undefined);
  });

  it("packed and unpacked ones; nothing is fetched", async () => {
    packed.set("test-labels.gz", gunzipSync(packed.get("test-labels.gz")!));
    expect((await load()).train.length).toBe(6);
    expect(wanted).toEqual([
      {
        set: "tiny",
        title: "Tiny",
        names: ["train-images.gz", "train-labels.gz", "test-images.gz", "test-labels.gz"],
        onlyAtHand: false,
        signal: undefined,
      },
    ]);
    expect(server.asked).toEqual([]);
  });

  it("with { download: false } only what is at hand", async () => {
    packed.delete("train-labels.gz");
    await expect(load({ download: false })).rejects.toThrow(
      new DataError(
        "Tiny: expected train-labels.gz, got nothing from this page; run the cell again and choose where it comes " +
          "from, or work with the generated stand-in, datasets.drawnDigits()",
      ),
    );
    expect(wanted).toMatchObject([{ onlyAtHand: true }]);
  });

  it("and are checked; the next call asks again", async () => {
    const right = packed.get("train-images.gz")!;
    packed.set(
      "train-images.gz",
      right.map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
    );
    await expect(load()).rejects.toThrow(
      /^Tiny train-images\.gz: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}; the file is damaged or another one: bring the original$/,
    );
    packed.set("train-images.gz", right.subarray(1));
    await expect(load()).rejects.toThrow(
      `Tiny train-images.gz: expected ${right.length} bytes, got ${right.length - 1}`,
    );
    packed.set("train-images.gz", right);
    expect((await load()).train.length).toBe(6);
  });
});

describe("what goes wrong is said", () => {
  const standIn = "or work with the generated stand-in, datasets.drawnDigits()";

  it("without a network: which files to put where, and the stand-in; the next call tries again", async () => {
    server.answer = (_request, response) => void response.writeHead(404).end();
    await expect(load()).rejects.toThrow(
      new DataError(
        "Tiny: expected to get train-images.gz, but no mirror delivered it " +
          `(${server.url}train-images.gz: HTTP 404); try again when the network is there, ` +
          "put train-images.gz, train-labels.gz, test-images.gz, test-labels.gz into " +
          `${join(cache(), "tiny")} by hand, ${standIn}`,
      ),
    );
    expect(await names(cache())).toEqual([]);
    server.answer = honest;
    expect((await load()).train.length).toBe(6);
  });

  it("when the download is not allowed", async () => {
    await put(own(), [["train-images", set.plain.get("train-images")!]]);
    await expect(load({ download: false })).rejects.toThrow(
      new DataError(
        "Tiny: expected train-labels.gz, test-images.gz, test-labels.gz in the folder tiny of " +
          `${own()} or ${cache()}, got nothing there and { download: false }; allow the download, ` +
          `set GRADBOOK_DATA_DIR, ${standIn}`,
      ),
    );
    expect(server.asked).toEqual([]);
  });

  it("when a file of the user's is cut off, packed or not", async () => {
    const advice =
      "the file is damaged or another one: delete it, so that it is fetched again, or replace it by the original";
    const packed = files.get("train-images.gz")!;
    await put(own(), [["train-images.gz", packed.subarray(0, 30)]]);
    await expect(load()).rejects.toThrow(
      new DataError(
        `${join(own(), "tiny", "train-images.gz")}: expected ${packed.length} bytes, got 30; ${advice}`,
      ),
    );
    await rm(join(own(), "tiny", "train-images.gz"));
    const plain = Buffer.from(set.plain.get("train-images")!);
    plain[20]! ^= 1;
    await put(own(), [["train-images", plain]]);
    await expect(load()).rejects.toThrow(
      /train-images: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}; the file is damaged/,
    );
    expect(server.asked).toEqual([]);
  });

  it("when a file cannot be read", async () => {
    await mkdir(join(own(), "tiny", "train-images.gz"), { recursive: true });
    await expect(load()).rejects.toThrow(
      new DataError(
        `${join(own(), "tiny", "train-images.gz")}: expected a file that can be read, got EISDIR: illegal operation on a directory, read; check its permissions`,
      ),
    );
  });

  it("when the mirror only has damaged files: nothing of them is ever visible", async () => {
    server.answer = (request, response, body) => honest(request, response, Buffer.from(body!).fill(0));
    await expect(load()).rejects.toThrow(/no mirror delivered it \(.*expected sha256/);
    expect(await names(cache())).toEqual([]);
  });

  it("when the download is stopped", async () => {
    const stop = new AbortController();
    const stopped = load({ signal: stop.signal, onProgress: () => stop.abort(new Error("enough")) });
    await expect(stopped).rejects.toThrow(new Error("enough"));
    expect((await load()).test.length).toBe(2);
  });

  it.each([
    [
      "gives labels for images",
      "train-images",
      () => idx([6], [0, 1, 2, 3, 4, 5]),
      "Tiny train-images.gz: expected 3 axes, got 1; check that images and labels are not mixed up",
    ],
    [
      "has another number of labels than of images",
      "train-labels",
      () => idx([5], [0, 1, 2, 0, 1]),
      "Tiny train-labels.gz: expected one label for each of the 6 images of Tiny train-images.gz, got 5; " +
        "check that both files belong to the same half of the set",
    ],
    [
      "has a label that is no class",
      "test-labels",
      () => idx([2], [1, 3]),
      "Tiny test-labels.gz: expected labels from 0 to 2, got 3 at index 1; " +
        "the file is damaged or of another set: fetch it again",
    ],
  ])("when a set that is registered so %s", async (_name, name, bytes, message) => {
    use(tinySet([server.url], (one, content) => (one === name ? bytes() : content)));
    await expect(load()).rejects.toThrow(new DataError(message));
  });

  it.each([0, 7, 1.5, Number.NaN])("when %s images are to be taken", async (count) => {
    const { train } = await load();
    expect(() => train.take(count)).toThrow(
      new OptionError(
        `LabelledImages.take: expected a whole number from 1 to 6, got ${count}; try take(1000)`,
      ),
    );
    expect(train.take(2).labels.toArray()).toEqual([0, 1]);
    expect(train.take(2).images.toArray()).toEqual(train.images.toArray().slice(0, 2));
  });
});
