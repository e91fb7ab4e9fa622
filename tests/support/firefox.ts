import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firefoxPath } from "./needs.js";

/** Firefox chooses a port, and nothing in it speaks to the network by itself. */
const PREFERENCES = `user_pref("marionette.port", 0);
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
`;

type Reply = readonly [
  kind: 1,
  id: number,
  error: { readonly message: string } | null,
  result: { readonly value: unknown },
];

/**
 * Firefox without a window, with a profile of its own, driven by Marionette: WebDriver's commands as JSON over a socket,
 * each `[0, id, name, parameters]` behind its length, which Firefox itself understands.
 */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #received = Buffer.alloc(0);
  #last = 0;

  private constructor(process: ChildProcess, { profile, socket }: { profile: string; socket: Socket }) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.on("data", (chunk) => this.#take(chunk));
  }

  static async launch(): Promise<Firefox> {
    const path = firefoxPath();
    if (path === undefined) throw new Error("no Firefox: ask needs.firefox() before");
    const profile = mkdtempSync(join(tmpdir(), "gradbook-firefox-"));
    writeFileSync(join(profile, "user.js"), PREFERENCES);
    const args = ["--headless", "--marionette", "--no-remote", "--profile", profile];
    const child = spawn(path, args, { stdio: "ignore" });
    const socket = connect(await portOf(profile, child), "127.0.0.1");
    await once(socket, "connect");
    const firefox = new Firefox(child, { profile, socket });
    await firefox.#command("WebDriver:NewSession", {
      capabilities: { alwaysMatch: { timeouts: { script: 120_000, pageLoad: 120_000 } } },
    });
    return firefox;
  }

  async open(address: string): Promise<void> {
    await this.#command("WebDriver:Navigate", { url: address });
  }

  /** Runs a function's body in the page. @param args what it sees as `arguments` */
  async evaluate<T>(script: string, ...args: readonly unknown[]): Promise<T> {
    return (await this.#command("WebDriver:ExecuteScript", { script, args, newSandbox: true })) as T;
  }

  async close(): Promise<void> {
    const ended = once(this.#process, "exit");
    await this.#command("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => {});
    await ended;
    this.#socket.destroy();
    rmSync(this.#profile, { recursive: true, force: true });
  }

  #command(name: string, parameters: object): Promise<unknown> {
    const id = ++this.#last;
    const text = JSON.stringify([0, id, name, parameters]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const colon = this.#received.indexOf(":");
      const length = Number(this.#received.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 1 || this.#received.length < colon + 1 + length) return;
      const message: unknown = JSON.parse(this.#received.subarray(colon + 1, colon + 1 + length).toString());
      this.#received = this.#received.subarray(colon + 1 + length);
      // The first message is Firefox's greeting.
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message as unknown as Reply;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === null) waiting?.resolve(result.value);
      else waiting?.reject(new Error(error.message));
    }
  }
}

/** The port that Firefox writes into its profile once it listens. */
async function portOf(profile: string, child: ChildProcess): Promise<number> {
  const file = join(profile, "MarionetteActivePort");
  while (!existsSync(file) || readFileSync(file, "utf8") === "") {
    if (child.exitCode !== null) throw new Error(`Firefox ended with ${child.exitCode} before it listened`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return Number(readFileSync(file, "utf8"));
}
