import { DataError } from "gradbook";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type DownloadOptions, type DownloadSink, download } from "../../../lib/src/datasets/download.js";
import type { DataFile } from "../../../lib/src/datasets/registry.js";
import { type Answer, dyingAfter, honest, type Mirror, mirror, tinySet, withoutRange } from "./mirror.js";

/** Keeps what arrives in memory. */
class Memory implements DownloadSink {
  bytes = Buffer.alloc(0);
  clears = 0;
  get size(): number {
    return this.bytes.length;
  }
  async append(chunk: Uint8Array): Promise<void> {
    this.bytes = Buffer.concat([this.bytes, chunk]);
  }
  async clear(): Promise<void> {
    this.bytes = Buffer.alloc(0);
    this.clears++;
  }
  async read(): Promise<Uint8Array> {
    return this.bytes;
  }
}

const { source, files } = tinySet([]);
const file: DataFile = source.files.trainImages;
const content = files.get(file.name)!;
const half = Math.floor(content.length / 2);

let server: Mirror;
let second: Mirror;
let sink: Memory;
beforeEach(async () => {
  [server, second] = await Promise.all([mirror(files), mirror(files)]);
  sink = new Memory();
});
afterEach(async () => {
  await Promise.all([server.close(), second.close()]);
});

const run = (options: Partial<DownloadOptions> = {}): Promise<Uint8Array> =>
  download(file, sink, { mirrors: [server.url], retryDelayMs: 1, ...options });
/** What the download says when the first mirror fails for this reason. */
const failure = (reason: string): DataError =>
  new DataError(`no mirror delivered it (${server.url}${file.name}: ${reason})`);

/** Answers one request after the other, the last for all further ones. */
const inTurn = (...answers: readonly Answer[]): Answer => {
  let turn = 0;
  return (...request) => answers[Math.min(turn++, answers.length - 1)]!(...request);
};
const status =
  (code: number): Answer =>
  (_request, response) =>
    void response.writeHead(code).end();
const sending =
  (bytes: Buffer): Answer =>
  (_request, response) =>
    void response.end(bytes);
const wrong = Buffer.from(content);
wrong[half]! ^= 1;

describe("download", () => {
  it("fetches the file in one go", async () => {
    const seen: number[] = [];
    expect(await run({ onBytes: (bytes) => seen.push(bytes) })).toEqual(content);
    expect(seen.at(-1)).toBe(content.length);
    expect(server.asked).toEqual([{ path: file.name, range: undefined }]);
  });

  it("goes on where the connection broke", async () => {
    server.answer = inTurn(dyingAfter(half), honest);
    expect(await run()).toEqual(content);
    expect(server.asked.map(({ range }) => range)).toEqual([undefined, `bytes=${half}-`]);
    expect(sink.clears).toBe(0);
  });

  it("goes on as often as each attempt brings something new", async () => {
    server.answer = dyingAfter(Math.ceil(content.length / 8));
    expect(await run({ attempts: 2 })).toEqual(content);
    expect(server.asked.length).toBe(8);
  });

  it("begins again where the server cannot go on in the middle", async () => {
    server.answer = inTurn(dyingAfter(half), withoutRange);
    expect(await run()).toEqual(content);
    expect(server.asked[1]!.range).toBe(`bytes=${half}-`);
    expect(sink.clears).toBe(1);
  });

  it("begins again where the server goes on at another place than asked", async () => {
    server.answer = inTurn(
      dyingAfter(half),
      (_request, response) => {
        response.writeHead(206, { "content-range": `bytes 3-${content.length - 1}/${content.length}` });
        response.end(content.subarray(3));
      },
      honest,
    );
    expect(await run()).toEqual(content);
  });

  it("begins again after 416 Range Not Satisfiable", async () => {
    server.answer = inTurn(dyingAfter(half), status(416), honest);
    expect(await run()).toEqual(content);
    expect(server.asked.map(({ range }) => range)).toEqual([undefined, `bytes=${half}-`, undefined]);
  });

  it("begins again when what was continued is damaged", async () => {
    sink.bytes = Buffer.from(wrong.subarray(0, half + 1));
    expect(await run()).toEqual(content);
    expect(server.asked.map(({ range }) => range)).toEqual([`bytes=${half + 1}-`, undefined]);
  });

  it("asks for nothing when all bytes are there already", async () => {
    sink.bytes = Buffer.from(content);
    expect(await run()).toEqual(content);
    expect(server.asked).toEqual([]);
  });

  it("throws away what is longer than the file", async () => {
    sink.bytes = Buffer.concat([content, content]);
    expect(await run()).toEqual(content);
  });

  it.each([429, 500, 503])("tries again after HTTP %i, then gives up", async (code) => {
    server.answer = inTurn(status(code), status(code), honest);
    expect(await run()).toEqual(content);
    server.answer = status(code);
    sink = new Memory();
    await expect(run()).rejects.toThrow(failure(`HTTP ${code}`));
    expect(server.asked.length).toBe(6);
  });

  it.each([403, 404, 410])("does not ask again after HTTP %i", async (code) => {
    server.answer = status(code);
    await expect(run()).rejects.toThrow(failure(`HTTP ${code}`));
    expect(server.asked.length).toBe(1);
  });

  it("goes to the next mirror, with what it has", async () => {
    server.answer = inTurn(dyingAfter(half), status(404));
    expect(await run({ mirrors: [server.url, second.url] })).toEqual(content);
    expect(second.asked).toEqual([{ path: file.name, range: `bytes=${half}-` }]);
  });

  it("goes to the next mirror when one sends other bytes of the same size", async () => {
    server.answer = sending(wrong);
    expect(await run({ mirrors: [server.url, second.url] })).toEqual(content);
    expect(server.asked.length).toBe(1);
    expect(second.asked).toEqual([{ path: file.name, range: undefined }]);
  });

  it("names the checksum that it did not get", async () => {
    server.answer = sending(wrong);
    await expect(run()).rejects.toThrow(/expected sha256 [0-9a-f]{64}, got [0-9a-f]{64}\)$/);
    expect(sink.size).toBe(0);
  });

  it("refuses more than the file has, without reading on", async () => {
    let sent = 0;
    server.answer = (_request, response) => {
      response.on("close", () => {
        sent = -1;
      });
      const flood = (): void => {
        if (sent < 0 || response.destroyed) return;
        sent++;
        // Once the connection is gone every write fails at once: going on would never let its close be heard.
        response.write(Buffer.alloc(65_536), (error) => error ?? flood());
      };
      flood();
    };
    await expect(run()).rejects.toThrow(failure(`expected ${content.length} bytes, got more`));
    expect(sink.size).toBe(0);
    await expect.poll(() => sent).toBe(-1);
  });

  it("says how far it got when the answer ends early", async () => {
    server.answer = (_request, response) => void response.writeHead(200).end(content.subarray(0, half));
    await expect(run()).rejects.toThrow(
      failure(`the connection ended after ${half} of ${content.length} bytes`),
    );
  });

  it("says that nothing came", async () => {
    server.answer = status(204);
    await expect(run()).rejects.toThrow(failure("an empty answer"));
  });

  it("gives up a connection on which nothing arrives any more", async () => {
    server.answer = (_request, response) => void response.write(content.subarray(0, half));
    // The clock of the download alone stands still until the first half is there.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    let failed = Promise.resolve();
    await new Promise<void>((resolve) => {
      const onBytes = (bytes: number) => bytes === half && resolve();
      const given = run({ stallTimeoutMs: 60_000, attempts: 1, onBytes });
      failed = expect(given).rejects.toThrow(failure("nothing arrived for 60 s"));
    });
    vi.advanceTimersByTime(60_000);
    await failed;
    expect(sink.size).toBe(half);
  });

  it("gives up a mirror that trickles", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    let drip = (_at: number): void => {};
    server.answer = (_request, response) => {
      response.writeHead(200, { "Content-Length": content.length });
      drip = (at) => void response.write(content.subarray(at, at + 1));
      drip(0);
    };
    let failed = Promise.resolve();
    await new Promise<void>((resolve) => {
      // A byte every ten seconds: never is nothing there for as long as thirty.
      const onBytes = (bytes: number) => {
        vi.advanceTimersByTime(10_000);
        if (bytes === 6) resolve();
        else drip(bytes);
      };
      failed = expect(run({ stallTimeoutMs: 30_000, onBytes })).rejects.toThrow(
        failure("only 6 bytes arrived in 60 s"),
      );
    });
    await failed;
    expect(server.asked.length).toBe(1);
  });

  it("gives up a mirror that breaks off at one place and another", async () => {
    server.answer = inTurn(
      dyingAfter(half),
      ...Array<Answer>(20).fill((_request, response) => {
        const end = server.asked.length % 2 === 0 ? half - 1 : half;
        response.writeHead(200).end(content.subarray(0, end));
      }),
    );
    await expect(run()).rejects.toThrow(DataError);
    expect(server.asked.length).toBeLessThanOrEqual(4);
  });

  it("gives up a mirror that sends damaged bytes in pieces", async () => {
    server.answer = (request, response) => dyingAfter(half)(request, response, wrong);
    await expect(run()).rejects.toThrow(DataError);
    expect(server.asked.length).toBeLessThanOrEqual(8);
  });

  it("says what every mirror said", async () => {
    server.answer = status(404);
    second.answer = status(500);
    await expect(run({ mirrors: [server.url, second.url] })).rejects.toThrow(
      new DataError(
        `no mirror delivered it (${server.url}${file.name}: HTTP 404; ${second.url}${file.name}: HTTP 500)`,
      ),
    );
  });

  it("says why nobody answers", async () => {
    // A port that was open a moment ago, so that nobody listens there now.
    const gone = await mirror(files);
    await gone.close();
    await expect(run({ mirrors: [gone.url] })).rejects.toThrow(/ECONNREFUSED/);
  });

  it("stops when it is told to, keeping what has arrived", async () => {
    const stop = new AbortController();
    server.answer = (_request, response) => void response.write(content.subarray(0, half));
    const stopped = run({ signal: stop.signal, onBytes: () => stop.abort(new Error("enough")) });
    await expect(stopped).rejects.toThrow(new Error("enough"));
    expect(sink.bytes).toEqual(content.subarray(0, half));
    await expect(run({ signal: AbortSignal.abort(new Error("not at all")) })).rejects.toThrow("not at all");
  });

  it("passes on what the disk says, without blaming the mirror", async () => {
    sink.append = async () => {
      throw new DataError("the disk is full");
    };
    await expect(run({ mirrors: [server.url, second.url] })).rejects.toThrow(
      new DataError("the disk is full"),
    );
    expect(second.asked).toEqual([]);
  });
});
