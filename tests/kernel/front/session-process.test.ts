import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type SessionEnd, SessionProcess } from "../../../kernel/src/front/session-process.js";
import { spawnSession } from "../../../kernel/src/front/spawn-session.js";

/** How a session ended, to one who begins to listen now. */
function endOf(spawned: ReturnType<typeof spawnSession>): Promise<SessionEnd> {
  return new Promise((onEnd) => {
    new SessionProcess(spawned, { onMessage: () => {}, onRaw: () => {}, onDebug: () => {}, onEnd });
  });
}

test("a session that could not even be started before anybody listened to it is heard of", async () => {
  const spawned = spawnSession(join(tmpdir(), "no", "such", "folder"));
  await once(spawned.child, "error");
  expect(await endOf(spawned)).toMatchObject({ code: null, signal: null });
});

test("so is the end of one that came before anybody listened", async () => {
  const spawned = spawnSession(tmpdir());
  spawned.child.kill("SIGKILL");
  await once(spawned.child, "exit");
  expect(await endOf(spawned)).toMatchObject({ code: null, signal: "SIGKILL" });
});
