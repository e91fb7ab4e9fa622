import type { Page } from "playwright-core";

/** What goes wrong on a page from now on: requests that are not answered, errors in its console and in its scripts. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("requestfailed", (request) => complaints.push(`not there: ${request.url()}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  return complaints;
}
