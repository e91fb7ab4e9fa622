import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { projectRoot } from "../support/project.js";

/** What a finished command left behind. */
export interface Outcome {
  readonly code: number;
  /** What it printed, both streams in order. */
  readonly text: string;
}

/** A command that is still running. */
export interface Started {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
  /** Resolves when what was printed so far matches. Rejects when the command ends first. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

const contents: Record<string, string> = {
  "lib/tsconfig.json": `{ "extends": "../tsconfig.base.json", "compilerOptions": { "rootDir": "src", "outDir": "dist" }, "include": ["src"] }`,
  "lib/src/index.ts": "export const one = 1;\n",
  "lib/bundle.mjs": `
    import { cpSync } from "node:fs";
    cpSync("lib/dist/index.js", "lib/dist/node/index.js");
    cpSync("lib/dist/index.js", "lib/dist/jupyterlab/static/remoteEntry.js");
  `,
  "kernel/bundle.mjs": `
    import { cpSync } from "node:fs";
    cpSync("kernel/dist/front/start.js", "kernel/dist/joined/start.js");
  `,
  "kernel/package.json": `{ "name": "gradbook-kernel", "type": "module" }`,
  "kernel/tsconfig.json": `{ "extends": "../tsconfig.base.json", "compilerOptions": { "rootDir": "src", "outDir": "dist", "types": ["node"] }, "include": ["src"] }`,
  "kernel/src/cli.ts": `
    import { mkdirSync, writeFileSync } from "node:fs";
    const folder = \`\${process.argv.at(-1)}/share/jupyter/kernels/gradbook\`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(\`\${folder}/kernel.json\`, "{}");
  `,
  "kernel/src/front/start.ts": "export const started = true;\n",
  "notebooks/index.ipynb": `{ "cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }`,
  "notebooks/requirements.txt": "# nothing\n",
  "notebooks/constraints.txt": "# nothing\n",
  "notebooks/tools/render/main.ts": `
    import { mkdirSync, writeFileSync } from "node:fs";
    mkdirSync(".gradbook/site", { recursive: true });
    writeFileSync(".gradbook/site/index.html", "<h1>the rendered course</h1>");
  `,
};

/**
 * A small project around the real set-up code, in a temporary folder that goes when the test is over: the
 * library, the kernel and the renderer are a few lines each, and no Python package is asked for, so that a
 * test can break one thing at a time and wait for little else.
 */
export class Miniature {
  readonly root: string;

  /** `folder` names the project's folder: it may hold what a path may hold. */
  constructor({ folder = "course", installed = true }: { folder?: string; installed?: boolean } = {}) {
    const place = mkdtempSync(join(tmpdir(), "gradbook-setup-"));
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    this.root = join(place, folder);
    for (const name of ["package.json", "package-lock.json", "tsconfig.base.json"]) this.copy(name);
    for (const name of ["gradbook.mjs", "register.mjs", "setup", "nbconvert", "tsconfig.json"])
      this.copy(`notebooks/tools/${name}`);
    for (const [path, text] of Object.entries(contents)) this.write(path, text);
    if (installed) symlinkSync(join(projectRoot, "node_modules"), this.path("node_modules"), "junction");
  }

  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  /** Starts a command of the project, such as `["start", "--no-browser"]`. */
  start(args: readonly string[], options: CommandOptions = {}): Started {
    const { env = {}, nodeArgs = [], uid } = options;
    const child = spawn(process.execPath, [...nodeArgs, this.path("notebooks/tools/gradbook.mjs"), ...args], {
      cwd: this.root,
      env: { ...cleanEnvironment(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    return watch(child);
  }

  run(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
    return this.start(args, options).outcome;
  }

  private copy(path: string): void {
    cpSync(join(projectRoot, path), this.path(path), { recursive: true });
  }
}

export interface CommandOptions {
  /** Set on top of this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeArgs?: readonly string[];
  /** Run as this user. */
  readonly uid?: number;
}

/**
 * A PATH with nothing but the given programs, each a small shell script.
 *
 * @param folder where they are written
 * @param programs name → what the script does
 */
export function pathWithOnly(folder: string, programs: Readonly<Record<string, string>>): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return folder + delimiter;
}

/** This process's environment without what an npm around it says about its own run. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_OPTIONS)/.test(name)),
  );
}

function watch(child: ChildProcess): Started {
  let text = "";
  let ended = false;
  const checks = new Set<() => void>();
  const add = (chunk: Buffer): void => {
    text += chunk.toString("utf8");
    for (const check of checks) check();
  };
  child.stdout?.on("data", add);
  child.stderr?.on("data", add);
  const outcome = new Promise<Outcome>((resolve) => {
    child.on("close", (code) => {
      ended = true;
      resolve({ code: code ?? -1, text });
      for (const check of checks) check();
    });
  });
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const match = pattern.exec(text);
        if (match === null && !ended) return;
        checks.delete(check);
        if (match === null) reject(new Error(`ended without printing ${pattern}:\n${text}`));
        else resolve(match);
      };
      checks.add(check);
      check();
    });
  return { process: child, outcome, printed };
}
