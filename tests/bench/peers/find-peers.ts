import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { PeerPlaces } from "../options.js";
import { Peer } from "./peer.js";
import { plainPeer } from "./plain-peer.js";

const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const own = await plainPeer(program("gradbook-peer.ts"));

/** How gradbook runs: in which mode, on how many threads, and whether its native kernels may be used. */
interface Way {
  readonly mode: "exact" | "fast" | "judge";
  readonly threads: number;
  readonly native?: boolean;
  /** Fast mode finds koffi, and with it the system's BLAS, from the folder that it runs in. */
  readonly folder?: string | undefined;
}

export function gradbook({ mode, threads, native = false, folder }: Way): Peer {
  const command = [process.execPath, own, mode];
  const env = {
    GRADBOOK_THREADS: String(threads),
    GRADBOOK_MODE: mode === "fast" ? "fast" : "exact",
    GRADBOOK_NATIVE: native ? "on" : "off",
  };
  return new Peer(command, { env, ...(folder === undefined ? {} : { folder }) });
}

/** Which of these modules a Python has. */
async function pythonHas(python: string, modules: readonly string[]): Promise<readonly string[]> {
  const code = `import importlib.util as u; print(*[m for m in ${JSON.stringify(modules)} if u.find_spec(m)])`;
  const { stdout } = await promisify(execFile)(python, ["-c", code]);
  return stdout.trim().split(" ");
}

/** What starts the process of each library, by the library's name. */
export type Starts = ReadonlyMap<string, () => Peer>;

/** The libraries that can be had here, ours first. */
export async function findPeers({ python, fromNpm }: PeerPlaces): Promise<Starts> {
  const peers = new Map<string, () => Peer>([
    ["gradbook", () => gradbook({ mode: "exact", threads: 2, native: true })],
    ["gradbook, 1 thread", () => gradbook({ mode: "exact", threads: 1, native: true })],
    ["gradbook, wasm", () => gradbook({ mode: "exact", threads: 2 })],
    ["gradbook, wasm, 1 thread", () => gradbook({ mode: "exact", threads: 1 })],
    ["gradbook, fast", () => gradbook({ mode: "fast", threads: 2, native: true, folder: fromNpm })],
    ["gradbook, wasm, fast", () => gradbook({ mode: "fast", threads: 2, folder: fromNpm })],
  ]);
  if (fromNpm !== undefined) {
    const js =
      (name: string, ...rest: string[]) =>
      () =>
        new Peer([process.execPath, program(`${name}-peer.mjs`), fromNpm, ...rest]);
    peers.set("jax-js, wasm", js("jax-js"));
    peers.set("TF.js, wasm", js("tensorflow-js", "wasm"));
    peers.set("TF.js, cpu", js("tensorflow-js", "cpu"));
  }
  if (python !== undefined) {
    const has = await pythonHas(python, ["torch", "keras", "jax"]);
    const names = { torch: "PyTorch", keras: "Keras", jax: "JAX jit" };
    for (const [module, name] of Object.entries(names)) {
      const script = program(module === "torch" ? "pytorch_peer.py" : `${module}_peer.py`);
      if (has.includes(module)) peers.set(name, () => new Peer([python, script, "2"]));
    }
  }
  return peers;
}
