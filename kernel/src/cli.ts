#!/usr/bin/env node
/** The command line: `gradbook-kernel render | install | uninstall | doctor | start`. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { InstallTarget } from "./install/kernelspec.js";

const USAGE = `Usage: gradbook-kernel <command>

  install      make the kernel known to Jupyter, for the current user
                 --sys-prefix     instead for the active Python environment
                 --user           for the current user (the default)
                 --prefix <path>  instead under <path>/share/jupyter
                 --name <name>    the kernel's name (default: gradbook)
                 --display-name <text>
                 --javascript     the kernel for JavaScript, gradbook-javascript
  uninstall    undo that; takes the same options
  doctor       show what is found and what is wrong
  render <notebook>…   run notebooks and write each as a web page in one file
                 --no-execute     show the outputs that they have
                 --timeout <s>    interrupt a cell after so many seconds
                 --theme light|dark|auto
                 --output <path>  a folder, or for one notebook a file that
                                  ends in .html (default: beside each notebook)
                 --trust          keep HTML and scripts as they are;
                                  otherwise they are cleaned
  start <connection file>   run a kernel; Jupyter calls this
                 --history <file> keep what is run there, for later sessions;
                                  GRADBOOK_HISTORY=<file> or =off goes before it
                 --javascript     cells are JavaScript instead of TypeScript
  --version, --help
`;

/** The front, with what it loads: joined into few files by kernel/bundle.mjs. */
const START = new URL("./joined/start.js", import.meta.url).href;

/** A command line that asks for something that does not exist. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case "start":
      return start(rest);
    case "install":
    case "uninstall": {
      const { install, uninstall } = await import("./install/kernelspec.js");
      const target = parseTarget(command, rest);
      process.stdout.write(`${command === "install" ? install(target) : uninstall(target)}\n`);
      return 0;
    }
    case "render":
      return render(rest);
    case "doctor": {
      expectNoArguments("doctor", rest);
      const { doctor } = await import("./install/doctor.js");
      const { text, healthy } = doctor();
      process.stdout.write(text);
      return healthy ? 0 : 1;
    }
    case "--version":
    case "version": {
      const { kernelVersion } = await import("./install/kernelspec.js");
      process.stdout.write(`${kernelVersion()}\n`);
      return 0;
    }
    case undefined:
    case "--help":
    case "-h":
    case "help":
      process.stdout.write(USAGE);
      return command === undefined ? 2 : 0;
    default:
      throw new UsageError(
        `gradbook-kernel: expected render, install, uninstall, doctor or start, got ${command}`,
      );
  }
}

async function start(args: readonly string[]): Promise<number> {
  // Not strict: `jupyter run` and `jupyter console` hand what they were given on to the kernel.
  const options = { history: { type: "string" }, javascript: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, strict: false });
  const [file] = positionals;
  if (file === undefined) throw new UsageError("start: expected a connection file, got no argument");
  const given = typeof values.history === "string" ? values.history : undefined;
  const chosen = process.env.GRADBOOK_HISTORY || given;
  const historyPath = chosen === "off" ? undefined : chosen;
  const { startKernel } = (await import(START)) as typeof import("./front/start.js");
  const language = values.javascript === true ? "javascript" : "typescript";
  await startKernel(file, { directory: process.cwd(), language, historyPath });
  return new Promise<number>(() => {});
}

async function render(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse("render", args, {
    "no-execute": { type: "boolean" },
    timeout: { type: "string" },
    theme: { type: "string" },
    output: { type: "string", short: "o" },
    trust: { type: "boolean" },
  });
  if (positionals.length === 0) throw new UsageError("render: expected notebooks, got no argument");
  const { theme = "auto", timeout, output } = values as { theme?: string; timeout?: string; output?: string };
  if (theme !== "auto" && theme !== "light" && theme !== "dark") {
    throw new UsageError(`render: expected --theme light, dark or auto, got ${theme}`);
  }
  const seconds = timeout === undefined ? undefined : Number(timeout);
  if (seconds !== undefined && !(seconds > 0 && Number.isFinite(seconds))) {
    throw new UsageError(`render: expected --timeout in seconds, got ${timeout}`);
  }
  if (output?.endsWith(".html") && positionals.length > 1) {
    throw new UsageError(
      `render: expected a folder as --output of ${positionals.length} notebooks, got ${output}`,
    );
  }
  const { renderFiles } = await import("./render/files.js");
  const allWell = await renderFiles(positionals, {
    execute: values["no-execute"] !== true,
    timeout: seconds === undefined ? undefined : seconds * 1000,
    theme,
    trust: values.trust === true,
    output,
  });
  return allWell ? 0 : 1;
}

/** @throws UsageError for options that the command does not have */
function parse(
  command: string,
  args: readonly string[],
  options: NonNullable<ParseArgsConfig["options"]>,
): { values: { readonly [key: string]: unknown }; positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      strict: true,
      allowPositionals: true,
    });
    return { values, positionals };
  } catch (error) {
    throw new UsageError(`${command}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseTarget(command: string, args: readonly string[]): InstallTarget {
  const { values, positionals } = parse(command, args, {
    "sys-prefix": { type: "boolean" },
    user: { type: "boolean" },
    prefix: { type: "string" },
    name: { type: "string" },
    "display-name": { type: "string" },
    javascript: { type: "boolean" },
  });
  expectNoArguments(command, positionals);
  const places = ["sys-prefix", "user", "prefix"].filter((name) => values[name] !== undefined);
  if (places.length > 1) {
    throw new UsageError(
      `${command}: expected one place, got ${places.map((name) => `--${name}`).join(" and ")}`,
    );
  }
  const text = (name: string): string | undefined => values[name] as string | undefined;
  const name = text("name");
  if (name !== undefined && !/^[A-Za-z0-9._-]+$/.test(name)) {
    throw new UsageError(
      `${command}: expected --name of letters, digits, dots, dashes and underscores, got ${JSON.stringify(name)}`,
    );
  }
  const prefix = text("prefix");
  const displayName = text("display-name");
  return {
    language: values.javascript === true ? "javascript" : "typescript",
    sysPrefix: values["sys-prefix"] === true,
    ...(prefix === undefined ? {} : { prefix }),
    ...(name === undefined ? {} : { name }),
    ...(displayName === undefined ? {} : { displayName }),
  };
}

function expectNoArguments(command: string, args: readonly string[]): void {
  if (args.length > 0) throw new UsageError(`${command}: expected no arguments, got ${args.join(" ")}`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${USAGE}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
