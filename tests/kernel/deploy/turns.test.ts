import { expect, it } from "vitest";
import { describeWith, needs } from "../../support/needs.js";
import { python } from "./python.js";

describeWith(needs.python(), "learners' servers that are to start at once", () => {
  /** Five servers of which the second cannot start, and the third ends; prints how each start went, and the most at once. */
  const program = `
import asyncio, os
os.cpu_count = lambda: 1
from turns import AT_ONCE, InTurn

now, most = 0, 0

class Spawner:
    def __init__(self, name):
        self.name, self.code = name, None

    async def start(self):
        global now, most
        now += 1
        most = max(most, now)
        if self.name == 2:
            now -= 1
            raise RuntimeError("cannot start")
        asyncio.create_task(self.work())
        return "127.0.0.1", self.port

    async def work(self):
        global now
        await asyncio.sleep(0)
        now -= 1
        if self.name == 3:
            self.code = 1
        else:
            self.server = await asyncio.start_server(lambda *_: None, "127.0.0.1", self.port)

    async def poll(self):
        return self.code

class Turn(InTurn, Spawner):
    pass

async def main():
    from ports import own_port
    spawners = [Turn(name) for name in range(1, 6)]
    for spawner in spawners:
        spawner.port = own_port()
    starts = [asyncio.create_task(spawner.start()) for spawner in spawners]
    await asyncio.sleep(0)
    async for step in spawners[4].progress():
        print(step["message"])
        break
    ends = await asyncio.gather(*starts, return_exceptions=True)
    print(*("fails" if isinstance(end, RuntimeError) else "starts" for end in ends))
    print(most <= AT_ONCE, len(InTurn.waiting))

asyncio.run(main())
`;

  it("start some at a time, also after one that fails, and it is said how many come before", () => {
    expect(python(program).split("\n")).toEqual([
      "3 servers of your group start before yours.",
      "starts fails starts starts starts",
      "True 0",
    ]);
  });
});
