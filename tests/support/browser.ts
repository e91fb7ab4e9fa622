import { type Browser, chromium } from "playwright-core";
import { browserPath } from "./needs.js";

/**
 * Starts the machine's Chromium or Chrome without a window and with a profile of its own that goes when it
 * closes. Nothing in it speaks to the network by itself.
 */
export function launchBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === undefined) throw new Error("no browser: ask needs.browser() before");
  return chromium.launch({
    executablePath,
    args: [
      // The superuser, as whom CI may run, cannot have a sandbox.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
