import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { freePorts } from "../../kernel/src/client/free-ports.js";
import { projectRoot } from "../support/project.js";

/** `npm start` of a fresh copy, up and running. */
export interface RunningCourse {
  readonly url: string;
  readonly port: number;
  /** What it printed until it was up. */
  readonly text: string;
  /** Ctrl-C; resolves when the command that was typed has ended. */
  stop(): Promise<void>;
}

/** `npm start` of a fresh copy, as it goes. */
export interface Launched {
  /** The npm that was typed. */
  readonly npm: ChildProcess;
  /** What it printed so far. */
  text(): string;
  /** Resolves when what was printed matches. Rejects when the command ends first. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<void>;
}

/**
 * What a fresh clone of this working tree would be: the files that git knows or would take, and nothing that
 * set-up made. Its folder has a space and letters beyond ASCII in its name.
 */
export class FreshCopy {
  readonly root = join(mkdtempSync(join(tmpdir(), "gradbook-fresh-")), "딥러닝 공부방");

  constructor() {
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: projectRoot,
      encoding: "utf8",
    });
    for (const file of listed.split("\0")) {
      if (file !== "" && existsSync(join(projectRoot, file)))
        cpSync(join(projectRoot, file), join(this.root, file));
    }
    this.git("init", "--quiet");
    this.git("add", "--all");
    this.git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message=all");
  }

  /** What git would call changed or new. */
  changes(): string {
    return this.git("status", "--porcelain");
  }

  /** The path of a file in the learner's working copy. */
  mine(...parts: readonly string[]): string {
    return join(this.root, "notebooks", "my-copy", ...parts);
  }

  /** The commands of running processes that have to do with this copy. */
  processes(): readonly string[] {
    const place = basename(dirname(this.root));
    const all = execFileSync("ps", ["-ww", "-eo", "args="], { encoding: "utf8" });
    return all.split("\n").filter((command) => command.includes(place));
  }

  /** Runs `npm start` and waits until JupyterLab answers. */
  async start(...args: readonly string[]): Promise<RunningCourse> {
    const [port = 0] = await freePorts(1);
    const launched = this.launch("--port", String(port), ...args);
    const [, url = ""] = await launched.printed(isRunning);
    return { url, port, text: launched.text(), stop: () => pressCtrlC(launched) };
  }

  /** Runs `npm start`, and waits for nothing. */
  launch(...args: readonly string[]): Launched {
    const child = this.npm(["start", "--", "--no-browser", ...args]);
    let text = "";
    const looks = new Set<() => void>();
    const add = (chunk: Buffer): void => {
      text += chunk.toString("utf8");
      for (const look of looks) look();
    };
    child.stdout?.on("data", add);
    child.stderr?.on("data", add);
    const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
    const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(text);
          if (match !== null) resolve(match);
        };
        looks.add(look);
        look();
        void ended.then(() => reject(new Error(`npm start ended:\n${text}`)));
      });
    return { npm: child, text: () => text, printed, ended };
  }

  remove(): void {
    rmSync(join(this.root, ".."), { recursive: true, force: true });
  }

  private npm(args: readonly string[]): ChildProcess {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^(npm_|VITEST|NODE_OPTIONS|JUPYTER|IPYTHONDIR)/.test(name),
      ),
    );
    return spawn("npm", args, { cwd: this.root, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  }

  private git(...args: readonly string[]): string {
    return execFileSync("git", args, { cwd: this.root, encoding: "utf8" });
  }
}

/** What is printed when JupyterLab answers, with its address. */
export const isRunning = /JupyterLab is running[^\n]*\n\s*(http\S+)/;

/** As a terminal does: Ctrl-C goes to npm and to what npm started. Resolves when the command has ended. */
export function pressCtrlC({ npm, ended }: Launched): Promise<void> {
  const running = npm.exitCode === null && npm.signalCode === null;
  if (npm.pid !== undefined && running) process.kill(-npm.pid, "SIGINT");
  return ended;
}
