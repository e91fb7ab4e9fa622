"""Learners' servers start some at a time.

A server's start takes some seconds of a processor. Thirty that start at once on two processors are all ready after a
minute and a half, in the same moment, and the hub gives some of them up, as its proxy cannot take them in so fast. In turn
the first are ready after seconds; the last after two minutes, since those who are in work meanwhile.
"""

import asyncio
import os
import time

AT_ONCE = max(2, os.cpu_count() or 1)

LONGEST = 60
"""A server that does not listen after so many seconds holds up the others no more."""


class InTurn:
    """Put before a spawner's class: a server starts when its turn comes, which ends when the server listens."""

    turns = asyncio.Semaphore(AT_ONCE)
    waiting = []

    async def start(self):
        self.waiting.append(self)
        try:
            await self.turns.acquire()
        finally:
            self.waiting.remove(self)
        try:
            address = await super().start()
            await self.until_it_listens(*address)
            return address
        finally:
            self.turns.release()

    async def until_it_listens(self, ip, port):
        end = time.monotonic() + LONGEST
        while time.monotonic() < end and await self.poll() is None:
            try:
                _, writer = await asyncio.open_connection(ip, port)
            except OSError:
                await asyncio.sleep(0.2)
            else:
                writer.close()
                return

    async def progress(self):
        """What the learner reads while their server starts."""
        while self in self.waiting:
            before = self.waiting.index(self) + AT_ONCE
            yield {"progress": 10, "message": f"{before} servers of your group start before yours."}
            await asyncio.sleep(1)
        yield {"progress": 50, "message": "Your server starts."}
