import type { Keeping, KeepingRequest } from "./keeping.js";

/**
 * Answers for the site's own files, with the headers that isolate pages, and keeps what was opened: with the network
 * off it is there. What is kept of one version is never mixed with another: a version's files lie in a cache of their own,
 * and a new version takes over when it has, of what the reader had, everything.
 */
declare const COURSE: {
  readonly version: string;
  /** What the whole course is, from the site's top folder. */
  readonly files: readonly string[];
  /** What is kept beside when it was used. */
  readonly used: readonly string[];
  /** What the whole course takes on the way. */
  readonly bytes: number;
};

interface ExtendableEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** A worker's own scope, of which the page's types know nothing. */
interface WorkerScope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<KeepingRequest> & ExtendableEvent) => void,
  ): void;
}

const scope = self as unknown as WorkerScope;
const top = scope.registration.scope;
const PREFIX = `gradbook-course ${top} `;
const NAME = PREFIX + COURSE.version;
const addressOf = (file: string): string => new URL(file, top).href;
const files = COURSE.files.map(addressOf);
/** All that is answered here: where something else is served beside the course, that goes its own way. */
const known = new Set([...files, ...COURSE.used.map(addressOf)]);

const isolating = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = fileOf(request.url);
  if (request.method !== "GET" || !known.has(url)) return;
  event.respondWith(answer(url, event));
});
scope.addEventListener("message", (event) => event.waitUntil(answerPage(event)));

/** Takes anew what the reader has of the version before, as far as it is still there. */
async function install(): Promise<void> {
  const cache = await caches.open(NAME);
  const had = new Set<string>();
  for (const name of await others()) {
    for (const { url } of await (await caches.open(name)).keys()) if (known.has(url)) had.add(url);
  }
  await Promise.all(Array.from(had, (url) => take(cache, url)));
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  for (const name of await others()) await caches.delete(name);
  await scope.clients.claim();
}

async function others(): Promise<readonly string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
}

/** @throws TypeError when it cannot be had */
async function take(cache: Cache, url: string): Promise<void> {
  // A host's own cache may still have the version before.
  await cache.add(new Request(url, { cache: "no-cache" }));
}

async function answer(url: string, event: FetchEvent): Promise<Response> {
  // A browser that lets nothing be kept, as in a private window, shows the pages all the same.
  const cache = await caches.open(NAME).catch(() => undefined);
  const kept = await cache?.match(url);
  if (kept !== undefined) return isolated(kept);
  const response = await fetch(event.request);
  // Where a host leads elsewhere, the browser follows by itself.
  if (response.type === "opaqueredirect") return response;
  if (response.ok) event.waitUntil(cache?.put(url, response.clone()).catch(() => {}) ?? Promise.resolve());
  return isolated(response);
}

/** `…/` is `…/index.html`, some hosts say `…/lesson` for `…/lesson.html`, and a place in a page changes no file. */
function fileOf(address: string): string {
  const { origin, pathname } = new URL(address);
  const url = origin + pathname.replace(/\/$/, "/index.html");
  return known.has(`${url}.html`) ? `${url}.html` : url;
}

function isolated({ body, headers: given, status, statusText }: Response): Response {
  const headers = new Headers(given);
  for (const [name, value] of Object.entries(isolating)) headers.set(name, value);
  return new Response(body, { status, statusText, headers });
}

async function answerPage({ data, ports: [port] }: MessageEvent<KeepingRequest>): Promise<void> {
  const cache = await caches.open(NAME);
  const had = new Set((await cache.keys()).map(({ url }) => url));
  const missing = files.filter((url) => !had.has(url));
  let kept = files.length - missing.length;
  const say = (problem?: string): void => {
    const now: Keeping = {
      files: files.length,
      kept,
      bytes: COURSE.bytes,
      ...(problem === undefined ? {} : { problem }),
    };
    port?.postMessage(now);
  };
  say();
  if (data.type !== "keep") return;
  for (const url of missing) {
    try {
      await take(cache, url);
      kept++;
      say();
    } catch (error) {
      say(`${url} cannot be had: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
  }
}
