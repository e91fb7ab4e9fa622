import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { findPython, pythonPrefix, run } from "./folders.js";
import { kernelVersion, specFolder } from "./kernelspec.js";

interface Finding {
  readonly ok: boolean;
  readonly what: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** Looks at everything the kernel needs. */
export function doctor(): { readonly text: string; readonly healthy: boolean } {
  const findings = [node(), zeromq(), typescript(), python(), jupyter(), ...specs()];
  const lines = findings.map(({ ok, what, advice }) => {
    const line = `${ok ? "ok     " : "problem"}  ${what}`;
    return advice === undefined ? line : `${line}\n         ${advice}`;
  });
  const healthy = findings.every(({ ok }) => ok);
  const end = healthy ? "Everything is in place." : "See the lines marked problem.";
  return { text: `gradbook-kernel ${kernelVersion()}\n${lines.join("\n")}\n${end}\n`, healthy };
}

/** Is this version at least 20.19? */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

function node(): Finding {
  const { node: version } = process.versions;
  if (isNewEnough(version)) return { ok: true, what: `Node ${version}` };
  return { ok: false, what: `Node ${version} is too old`, advice: "install Node 20.19 or newer" };
}

function zeromq(): Finding {
  try {
    const { version } = createRequire(import.meta.url)("zeromq") as { version: string };
    return { ok: true, what: `ZeroMQ ${version}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return {
      ok: false,
      what: `ZeroMQ does not load: ${reason}`,
      advice: "install the package again: npm ci",
    };
  }
}

function typescript(): Finding {
  try {
    const { version } = createRequire(import.meta.url)("typescript/package.json") as { version: string };
    if (version.startsWith("6.")) return { ok: true, what: `TypeScript ${version}` };
    return {
      ok: false,
      what: `TypeScript ${version}`,
      advice: "the kernel needs TypeScript 6: npm i typescript@6",
    };
  } catch {
    return { ok: false, what: "TypeScript is missing", advice: "install the package again: npm ci" };
  }
}

function python(): Finding {
  const command = findPython();
  if (command !== undefined) return { ok: true, what: `${run(command, ["--version"])} (${command})` };
  return { ok: false, what: "no Python on the PATH", advice: "Jupyter needs Python 3.9 or newer" };
}

function jupyter(): Finding {
  const version = run("jupyter", ["--version"]);
  if (version !== undefined) {
    const core = /jupyter_core\s*:\s*(\S+)/.exec(version)?.[1] ?? "found";
    return { ok: true, what: `Jupyter (jupyter_core ${core})` };
  }
  return { ok: false, what: "no jupyter command on the PATH", advice: "pip install jupyterlab" };
}

function specs(): Finding[] {
  const prefix = pythonPrefix();
  const places = [{}, ...(prefix === undefined ? [] : [{ prefix }])];
  const folders = places.flatMap((place) =>
    (["typescript", "javascript"] as const).map((language) =>
      specFolder({ language, sysPrefix: false, ...place }),
    ),
  );
  const found = folders.filter((folder) => existsSync(join(folder, "kernel.json")));
  if (found.length > 0) return found.map(inspectSpec);
  return [{ ok: false, what: "the kernel is not installed", advice: "npx gradbook-kernel install" }];
}

function inspectSpec(folder: string): Finding {
  const advice = "npx gradbook-kernel install";
  try {
    const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as { argv: string[] };
    const missing = spec.argv.slice(0, 2).find((path) => !existsSync(path));
    if (missing === undefined) return { ok: true, what: `kernelspec ${folder}` };
    return { ok: false, what: `kernelspec ${folder} names ${missing}, which does not exist`, advice };
  } catch {
    return { ok: false, what: `kernelspec ${folder} cannot be read`, advice };
  }
}
