import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { describeWith, needs } from "../../support/needs.js";
import { LivePage } from "./live-page.js";
import { useLiveSite } from "./live-site.js";

const xor = "week-1/xor-by-hand";
/** What stands in for a network of packages: two origins, of which the first has nothing. */
const asked: string[] = [];
const empty = await serve(() => undefined);
const full = await serve((path) =>
  path === "/doubler/+esm"
    ? "export const twice = (n) => 2 * n; export default { name: 'doubler' };"
    : undefined,
);
const sources = [`${addressOf(empty)}/{package}`, `${addressOf(full)}/{package}/+esm`];

describeWith(needs.browser(), "a package of npm on a page", () => {
  const site = useLiveSite(
    findLessons().filter(({ name }) => name === xor),
    { packageSources: sources },
  );
  afterAll(() => {
    empty.close();
    full.close();
  });
  const code = 'import doubler, { twice } from "doubler";\n[doubler.name, twice(21)]';

  it.each(["file", "http", "isolated"] as const)(
    "from %s is fetched when the reader says so, and not before",
    async (way) => {
      asked.length = 0;
      const act = async (page: LivePage["page"]): Promise<void> => {
        const live = new LivePage(page);
        const own = await live.add("imports", code);
        await live.cell(own).locator(".live-run").click();
        const panel = live.cell(own).getByRole("group", { name: "doubler" });
        expect(await panel.locator("p").innerText()).toBe(
          "This cell imports doubler, which is not the course's: fetch it from " +
            `${new URL(sources[0]!).host}, or else ${new URL(sources[1]!).host}?`,
        );
        expect(asked).toEqual([]);
        await panel.getByRole("button", { name: "Fetch doubler" }).click();
        expect(await live.ended(own)).toBe("ok");
        expect(await live.shown(own)).toContain("[ 'doubler', 42 ]");
        expect(asked).toEqual(["/doubler", "/doubler/+esm"]);
        // Known from now on, also to the checker.
        expect(await live.run(own)).toBe("ok");
        expect(await live.cell(own).locator(".live-problem").allInnerTexts()).toEqual([]);
        const without = await live.add(own, 'import other from "other";\nother');
        await live.cell(without).locator(".live-run").click();
        await live.cell(without).getByRole("button", { name: "Do without" }).click();
        expect(await live.ended(without)).toBe("error");
        expect(await live.shown(without)).toContain(
          'got "other"; a package from npm comes to a page when its reader has it fetched',
        );
        expect(asked.length).toBe(2);
      };
      // The first origin has not got it, which browsers tell in the console.
      await site.open(way, xor, act, { offline: false, allowed: /404|not there: .*\/doubler$/ });
    },
  );

  it("is not there without a network, which the page says", async () => {
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      const own = await live.add("imports", code);
      await live.cell(own).locator(".live-run").click();
      const panel = live.cell(own).getByRole("group", { name: "doubler" });
      expect(await panel.locator("p").innerText()).toBe(
        "This cell imports doubler, which is not the course's; it can be fetched when the network is there.",
      );
      expect(await panel.getByRole("button", { name: "Fetch doubler" }).isDisabled()).toBe(true);
      await live.stop();
      expect(await live.ended(own)).toBe("interrupted");
    });
  });
});

function serve(textOf: (path: string) => string | undefined): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const text = textOf(path);
    response.writeHead(text === undefined ? 404 : 200, {
      "Content-Type": "text/javascript",
      "Access-Control-Allow-Origin": "*",
      "Cross-Origin-Resource-Policy": "cross-origin",
    });
    response.end(text);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
