import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { DataFile, ImageSetSource } from "../../../lib/src/datasets/registry.js";

/** One request that a mirror got. */
export interface Asked {
  readonly path: string;
  readonly range: string | undefined;
}

/** How a mirror answers; `body` is what an honest one would send. */
export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer | undefined,
) => void | Promise<void>;

/** A server on this machine that holds files and answers as it is told. */
export interface Mirror {
  readonly url: string;
  readonly asked: Asked[];
  answer: Answer;
  close(): Promise<void>;
}

/** Sends the whole file, or the rest of it when asked for. */
export const honest: Answer = (request, response, body) => {
  if (body === undefined) return void response.writeHead(404).end("not here");
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  if (from === undefined) return void response.writeHead(200, { "content-length": body.length }).end(body);
  const start = Number(from);
  if (start >= body.length) return void response.writeHead(416).end();
  response.writeHead(206, { "content-range": `bytes ${start}-${body.length - 1}/${body.length}` });
  response.end(body.subarray(start));
};

/** Sends the whole file whatever is asked for, as servers without Range do. */
export const withoutRange: Answer = (_request, response, body) => {
  response.writeHead(200).end(body);
};

/** Breaks the connection after some bytes of what an honest server sends. */
export const dyingAfter =
  (count: number): Answer =>
  (request, response, body) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const rest = body!.subarray(start);
    if (rest.length <= count) return honest(request, response, body);
    const headers = {
      "content-length": rest.length,
      "content-range": `bytes ${start}-${body!.length - 1}/*`,
    };
    response.writeHead(start > 0 ? 206 : 200, headers);
    response.write(rest.subarray(0, count), () => response.destroy());
  };

/** Starts a mirror of some files. */
export async function mirror(files: ReadonlyMap<string, Buffer>, answer: Answer = honest): Promise<Mirror> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "").slice(1);
    asked.push({ path, range: request.headers.range });
    await started.answer(request, response, files.get(path));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const started: Mirror = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    answer,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return started;
}

/** The bytes of an IDX file of unsigned bytes. */
export function idx(shape: readonly number[], values: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length);
  for (const [axis, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * axis);
  return Buffer.concat([header, Buffer.from(values)]);
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** A tiny set of 6 + 2 images of 2 x 2 in the form of MNIST: its registry entry, and its files. */
export interface TinySet {
  readonly source: ImageSetSource;
  /** The packed files by name. */
  readonly files: Map<string, Buffer>;
  /** The same, unpacked. */
  readonly plain: Map<string, Buffer>;
}

/** Makes the tiny set; `change` may spoil a file before it is packed, so that only its content is wrong. */
export function tinySet(
  mirrors: readonly string[],
  change: (name: string, bytes: Buffer) => Buffer = (_name, bytes) => bytes,
): TinySet {
  const files = new Map<string, Buffer>();
  const plain = new Map<string, Buffer>();
  const add = (name: string, content: Buffer): DataFile => {
    const bytes = change(name, content);
    const packed = gzipSync(bytes);
    files.set(`${name}.gz`, packed);
    plain.set(name, bytes);
    return {
      name: `${name}.gz`,
      bytes: packed.length,
      sha256: sha256(packed),
      unpackedBytes: bytes.length,
      unpackedSha256: sha256(bytes),
    };
  };
  const pixels = (count: number) => Array.from({ length: 4 * count }, (_, i) => (i * 37) % 256);
  return {
    files,
    plain,
    source: {
      id: "tiny",
      title: "Tiny",
      classNames: ["a", "b", "c"],
      mirrors,
      licence: "none needed",
      files: {
        trainImages: add("train-images", idx([6, 2, 2], pixels(6))),
        trainLabels: add("train-labels", idx([6], [0, 1, 2, 0, 1, 0])),
        testImages: add("test-images", idx([2, 2, 2], pixels(2))),
        testLabels: add("test-labels", idx([2], [1, 2])),
      },
    },
  };
}
