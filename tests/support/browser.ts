import { type Browser, chromium } from "playwright-core";
import { browserPath } from "./needs.js";

/**
 * Starts the machine's Chromium or Chrome without a window and with a profile of its own that goes when it
 * closes. Nothing in it speaks to the network by itself.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === undefined) throw new Error("no browser: ask needs.browser() before");
  const browser = await chromium.launch({
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
  // Playwright's own limit of half a minute would only fail a busy machine.
  browser.on("context", (context) => context.setDefaultTimeout(PATIENCE));
  return browser;
}

/** How long what is to happen in a window may take, in ms. */
const PATIENCE = 120_000;
