import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Language } from "../cell-contract.js";
import { pythonPrefix, userDataFolder } from "./folders.js";

export interface InstallTarget {
  readonly language: Language;
  /** The folder under which `share/jupyter` lies. Default: none, the user's own Jupyter folder. */
  readonly prefix?: string;
  /** The prefix of the current Python environment. */
  readonly sysPrefix: boolean;
  /** Default: `gradbook`; for JavaScript `gradbook-javascript`. */
  readonly name?: string;
  /** Default: `TypeScript (gradbook)`; for JavaScript `JavaScript (gradbook)`. */
  readonly displayName?: string;
}

/** How each language's kernel is called, and what has it run that language. */
const KERNELS = {
  typescript: {
    name: "gradbook",
    displayName: "TypeScript (gradbook)",
    options: [],
    history: "history.jsonl",
  },
  javascript: {
    name: "gradbook-javascript",
    displayName: "JavaScript (gradbook)",
    options: ["--javascript"],
    history: "history-javascript.jsonl",
  },
} as const;

const PACKAGE = new URL("../../", import.meta.url);
const LOGOS = ["logo-svg.svg", "logo-32x32.png", "logo-64x64.png"];

export function kernelVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("package.json", PACKAGE), "utf8")) as { version: string };
  return manifest.version;
}

/** The contents of kernel.json. The paths are absolute: Jupyter starts the kernel from the notebook's folder. */
export function kernelSpec({ language, displayName, prefix }: InstallTarget): object {
  const kernel = KERNELS[language];
  const cli = fileURLToPath(new URL("dist/cli.js", PACKAGE));
  return {
    argv: [
      ...[process.execPath, cli, "start", "{connection_file}", ...kernel.options],
      ...["--history", historyPath(prefix, kernel.history)],
    ],
    display_name: displayName ?? kernel.displayName,
    language,
    interrupt_mode: "message",
    metadata: { debugger: true },
  };
}

/** With a prefix nothing is written outside of it; an environment for all users has the history of none. */
function historyPath(prefix: string | undefined, file: string): string {
  if (prefix === undefined) return join(userDataFolder(), "gradbook-kernel", file);
  return join(resolve(prefix), "share", "gradbook-kernel", file);
}

/** Writes the kernelspec. @returns a line that says where */
export function install(target: InstallTarget): string {
  const folder = specFolder(target);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(target), null, 2)}\n`);
    for (const logo of LOGOS) copyFileSync(new URL(`assets/${logo}`, PACKAGE), join(folder, logo));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `install: expected a folder that can be written, got ${folder} (${reason}); try --prefix or --user`,
    );
  }
  return `Installed the kernel in ${folder}`;
}

/** Removes the kernelspec. @throws Error if there is none, or it belongs to another kernel */
export function uninstall(target: InstallTarget): string {
  const folder = specFolder(target);
  const spec = join(folder, "kernel.json");
  if (!existsSync(spec)) {
    throw new Error(
      `uninstall: expected a kernelspec in ${folder}, got none; try the options of the install`,
    );
  }
  if (!readFileSync(spec, "utf8").includes(`"${target.language}"`)) {
    throw new Error(
      `uninstall: expected this kernel's spec in ${folder}, got another kernel's; left as it is`,
    );
  }
  rmSync(folder, { recursive: true });
  return `Removed the kernel from ${folder}`;
}

export function specFolder({ language, prefix, sysPrefix, name }: InstallTarget): string {
  return join(dataFolder(prefix, sysPrefix), "kernels", name ?? KERNELS[language].name);
}

function dataFolder(prefix: string | undefined, sysPrefix: boolean): string {
  if (!sysPrefix) return prefix === undefined ? userDataFolder() : join(prefix, "share", "jupyter");
  const found = pythonPrefix();
  if (found === undefined) {
    throw new Error("install --sys-prefix: expected Python on the PATH, got none; try --user or --prefix");
  }
  return join(found, "share", "jupyter");
}
