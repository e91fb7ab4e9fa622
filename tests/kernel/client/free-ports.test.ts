import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts } from "../../../kernel/src/client/free-ports.js";

const RANGE = "/proc/sys/net/ipv4/ip_local_port_range";

test("free ports can be listened on, and are different", async () => {
  const ports = await freePorts(50);
  expect(new Set(ports).size).toBe(50);
  for (const port of ports) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve());
    });
    server.close();
  }
});

test.skipIf(!existsSync(RANGE))("none is one that the system gives to another who asks for any", async () => {
  const [first = 0, last = 0] = readFileSync(RANGE, "utf8").trim().split(/\s+/).map(Number);
  expect(last).toBeGreaterThan(first);
  for (const port of await freePorts(50)) expect(port < first || port > last, `${port}`).toBe(true);
});
