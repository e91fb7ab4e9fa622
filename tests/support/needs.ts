import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { projectRoot } from "./project.js";

/** Something that a test needs and that a machine may lack. */
export interface Need {
  readonly name: "browser" | "firefox" | "python" | "data" | "threads" | "npm" | "native";
  readonly ok: boolean;
  /** Why it is lacking, and what would bring it; empty when it is there. */
  readonly reason: string;
}

const browserPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser that tests drive: $GRADBOOK_BROWSER, or Chromium or Chrome where systems put it. */
export function browserPath(): string | undefined {
  const chosen = process.env.GRADBOOK_BROWSER;
  return (chosen ? [chosen] : browserPlaces).find((path) => existsSync(path));
}

const firefoxPlaces = [
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

/** Firefox where systems put it. */
export function firefoxPath(): string | undefined {
  return firefoxPlaces.find((path) => existsSync(path));
}

const dataFiles = ["mnist", "fashion-mnist"].flatMap((set) =>
  ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz"].map((file) =>
    join(set, file),
  ),
);

/** What this machine has. A suite that needs one of these is described with `describeWith`. */
export const needs = {
  /** Chromium or Chrome. */
  browser: (): Need =>
    need("browser", browserPath() !== undefined, "no Chromium or Chrome found; set GRADBOOK_BROWSER to one"),
  firefox: (): Need => need("firefox", firefoxPath() !== undefined, "no Firefox found; install firefox-esr"),
  /** The private Python environment with JupyterLab, which set-up makes where it finds a Python. */
  python: (): Need =>
    need(
      "python",
      existsSync(join(projectRoot, ".gradbook/venv/share/jupyter/kernels/gradbook/kernel.json")),
      "no private Python environment; install Python 3.9 or newer and run npm test again",
    ),
  /** The real MNIST and Fashion-MNIST. */
  data: (): Need =>
    need(
      "data",
      dataFiles.every((file) => existsSync(join(process.env.GRADBOOK_DATA_DIR ?? "", file))),
      "GRADBOOK_DATA_DIR names no folder with MNIST and Fashion-MNIST",
    ),
  /** Linux's list of a process's threads. */
  threads: (): Need =>
    need("threads", existsSync("/proc/thread-self"), "no list of threads in /proc, which Linux has"),
  /** Native kernels for this machine, which set-up builds where it finds a C compiler. */
  native: (): Need => {
    const file = `lib/native/gradbook-${process.platform}-${process.arch}.node`;
    return need(
      "native",
      existsSync(join(projectRoot, file)),
      `no ${file}; install a C compiler and run npm test again`,
    );
  },
  /** What npm brings from its registry; tests that want it try to install it. */
  npm: (installed: boolean): Need =>
    need("npm", installed, "npm could not install the packages; it reaches no registry"),
} as const;

function need(name: Need["name"], ok: boolean, reason: string): Need {
  return { name, ok, reason: ok ? "" : reason };
}

/**
 * Describes a suite that runs only where its needs are met. Where one is not, the suite is skipped under a
 * name that says why, and the reporter lists it at the end.
 */
export function describeWith(wanted: Need | readonly Need[], name: string, suite: () => void): void {
  const lacking = [wanted].flat().find((one) => !one.ok);
  if (lacking === undefined) describe(name, suite);
  else describe.skip(`${name} [needs ${lacking.name}: ${lacking.reason}]`, suite);
}
