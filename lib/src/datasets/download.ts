import { DataError } from "../errors.js";
import type { StopSignal } from "../stop-signal.js";
import type { DataFile } from "./registry.js";
import { findDamage } from "./unpack.js";

/** Where a download's bytes go: a file on disk, or memory in a browser. */
export interface DownloadSink {
  readonly size: number;
  append(chunk: Uint8Array): Promise<void>;
  clear(): Promise<void>;
  read(): Promise<Uint8Array>;
}

/** How a download behaves. */
export interface DownloadOptions {
  /** Base addresses to try, in order; each ends in a slash. */
  readonly mirrors: readonly string[];
  /** Attempts per mirror without any new byte before the next mirror is tried; default 3. */
  readonly attempts?: number | undefined;
  /** Pause before the second attempt, doubled for each further one; default 500 ms. */
  readonly retryDelayMs?: number | undefined;
  /**
   * A connection that brings nothing for so long counts as broken, and a mirror that brings less than 1 kB a second for
   * twice as long; default 30,000 ms.
   */
  readonly stallTimeoutMs?: number | undefined;
  /** Ends the download; what has arrived is kept. */
  readonly signal?: StopSignal | undefined;
  /** Is called with the bytes of this file that are there. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** A failure that the same mirror will not cure. */
class MirrorError extends Error {}

/** Bytes per millisecond below which a connection is of no use: 1 kB a second. */
const slowestRate = 1;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The innermost reason of a failed fetch ("getaddrinfo ENOTFOUND …" rather than "fetch failed"). */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error && error.cause.message !== "") return error.cause.message;
  return error.message;
}

/** Reads one response into the sink, giving up when nothing arrives for too long. */
async function receive(
  url: string,
  sink: DownloadSink,
  file: DataFile,
  options: DownloadOptions,
): Promise<void> {
  const { stallTimeoutMs = 30_000, signal, onBytes } = options;
  const stalled = new AbortController();
  const giveUp = (): void => stalled.abort(new Error(`nothing arrived for ${stallTimeoutMs / 1000} s`));
  let timer = setTimeout(giveUp, stallTimeoutMs);
  // A mirror that trickles would be waited for all day: the next one may be faster.
  let arrived = 0;
  const tooSlow = setInterval(() => {
    if (arrived < slowestRate * 2 * stallTimeoutMs) {
      stalled.abort(new MirrorError(`only ${arrived} bytes arrived in ${(2 * stallTimeoutMs) / 1000} s`));
    }
    arrived = 0;
  }, 2 * stallTimeoutMs);
  const stop = (): void => stalled.abort(signal?.reason);
  signal?.addEventListener("abort", stop);
  try {
    signal?.throwIfAborted();
    const headers: Record<string, string> = { "Accept-Encoding": "identity" };
    if (sink.size > 0) headers.Range = `bytes=${sink.size}-`;
    const response = await fetch(url, { headers, signal: stalled.signal });
    if (response.status === 416) {
      await sink.clear();
      throw new Error("the server would not go on in the middle of the file");
    }
    if (response.status >= 500 || response.status === 429) throw new Error(`HTTP ${response.status}`);
    if (!response.ok) throw new MirrorError(`HTTP ${response.status}`);
    const resumesAt = `bytes ${sink.size}-`;
    const isResumed =
      response.status === 206 && (response.headers.get("content-range") ?? "").startsWith(resumesAt);
    if (sink.size > 0 && !isResumed) await sink.clear();
    if (response.body === null) throw new Error("an empty answer");
    const reader = response.body.getReader();
    for (;;) {
      const step = await reader.read();
      if (step.done) break;
      clearTimeout(timer);
      timer = setTimeout(giveUp, stallTimeoutMs);
      arrived += step.value.length;
      if (sink.size + step.value.length > file.bytes) {
        await reader.cancel();
        await sink.clear();
        throw new MirrorError(`expected ${file.bytes} bytes, got more`);
      }
      await sink.append(step.value);
      onBytes?.(sink.size);
    }
  } finally {
    clearTimeout(timer);
    clearInterval(tooSlow);
    signal?.removeEventListener("abort", stop);
  }
  if (sink.size < file.bytes)
    throw new Error(`the connection ended after ${sink.size} of ${file.bytes} bytes`);
}

/** Fetches from one mirror; resolves with the checked bytes. */
async function fromMirror(
  url: string,
  sink: DownloadSink,
  file: DataFile,
  options: DownloadOptions,
): Promise<Uint8Array> {
  const { attempts = 3, retryDelayMs = 500, signal } = options;
  // Only bytes further than ever before count as progress: else a mirror that breaks off here and there, or
  // delivers damaged bytes in pieces, would be asked for ever.
  let furthest = sink.size;
  for (let failures = 0; ; ) {
    const before = sink.size;
    try {
      if (sink.size < file.bytes) await receive(url, sink, file, options);
      const bytes = await sink.read();
      const damage = await findDamage(bytes, file);
      if (damage === undefined) return bytes;
      await sink.clear();
      furthest = file.bytes;
      // A continued file may be sound from here and damaged from before: only a whole one blames the mirror.
      if (before === 0) throw new MirrorError(damage);
      throw new Error(damage);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof MirrorError || error instanceof DataError) throw error;
      failures = sink.size > furthest ? 1 : failures + 1;
      furthest = Math.max(furthest, sink.size);
      if (failures >= attempts) throw error;
      await pause(retryDelayMs * 2 ** (failures - 1));
    }
  }
}

/**
 * Fetches one file: from the first mirror that delivers it byte for byte, going on in the middle (HTTP Range)
 * where an earlier attempt stopped, with its size and SHA-256 checked at the end.
 *
 * @returns The file's bytes, checked; the sink holds the same.
 * @throws DataError when no mirror delivers, naming each mirror's reason; the signal's reason when aborted.
 */
export async function download(
  file: DataFile,
  sink: DownloadSink,
  options: DownloadOptions,
): Promise<Uint8Array> {
  const reasons: string[] = [];
  for (const mirror of options.mirrors) {
    const url = mirror + file.name;
    try {
      return await fromMirror(url, sink, file, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof DataError) throw error;
      reasons.push(`${url}: ${reasonOf(error)}`);
    }
  }
  throw new DataError(`no mirror delivered it (${reasons.join("; ")})`);
}
