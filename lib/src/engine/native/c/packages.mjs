// Makes an optional package with the native kernels for each platform that this machine has a compiler for. npm installs
// the one of its platform beside the library, which finds it by its name. The folders are made, never committed.
//   node lib/src/engine/native/c/packages.mjs [--out .gradbook/packages] [linux-arm64 ...]
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = fileURLToPath(new URL("./", import.meta.url));
const root = fileURLToPath(new URL("../../../../../", import.meta.url));
const zig = process.env.ZIG || "zig";

/** Compilers for each platform, the best first: zig links to an old libc, so that older systems load the library. */
const compilers = {
  "linux-x64": [`${zig} cc -target x86_64-linux-gnu.2.28`, "x86_64-linux-gnu-gcc"],
  "linux-arm64": [`${zig} cc -target aarch64-linux-gnu.2.28`, "aarch64-linux-gnu-gcc"],
  "darwin-x64": [`${zig} cc -target x86_64-macos`],
  "darwin-arm64": [`${zig} cc -target aarch64-macos`],
  "win32-x64": [`${zig} cc -target x86_64-windows-gnu`],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string", default: join(root, ".gradbook/packages") } },
});
const out = resolve(values.out);
const wanted = positionals.length > 0 ? positionals : Object.keys(compilers);
const { version, license, engines } = JSON.parse(readFileSync(join(root, "lib/package.json"), "utf8"));

let failed = false;
for (const target of wanted) {
  const choices = compilers[target];
  if (choices === undefined) {
    throw new Error(`packages: expected ${Object.keys(compilers).join(", ")}, got ${target}; try linux-x64`);
  }
  const compiler = choices.find((words) => spawnSync(words.split(" ")[0], ["--version"]).error === undefined);
  if (compiler === undefined) {
    console.log(`${target}: not made; none of these is here: ${choices.join("; ")}`);
    continue;
  }
  const folder = join(out, `gradbook-native-${target}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const build = [join(here, "build.mjs"), "--target", target, "--compiler", compiler, "--out", folder];
  const { status } = spawnSync(process.execPath, build, { stdio: "inherit" });
  if (status !== 0) {
    failed = true;
    console.log(`${target}: not made, the compiler failed`);
    continue;
  }
  const [os, cpu] = target.split("-");
  const file = `gradbook-${target}.node`;
  const description = {
    name: `gradbook-native-${target}`,
    version,
    license,
    description: `Kernels of gradbook compiled for ${target}; nothing needs them`,
    os: [os],
    cpu: [cpu],
    ...(os === "linux" ? { libc: ["glibc"] } : {}),
    engines,
    main: file,
    files: [file],
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(description, null, 2)}\n`);
  console.log(`${target}: made by ${compiler} in ${folder}`);
}
if (failed) process.exitCode = 1;
