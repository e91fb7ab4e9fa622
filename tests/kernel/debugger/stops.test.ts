import { expect, it } from "vitest";
import { Stops, type StopsParts } from "../../../kernel/src/debugger/stops.js";

it("a stop whose cell is ended while its reason is looked for is none", async () => {
  const events: string[] = [];
  let wants = (_: boolean): void => {};
  const parts = {
    exceptions: { wants: () => new Promise<boolean>((resolve) => (wants = resolve)) },
    event: (event: string) => events.push(event),
    onResumed: () => {},
  };
  const stops = new Stops(parts as unknown as StopsParts);
  const stopping = stops.stopped({ reason: "exception", callFrames: [] });
  await new Promise(setImmediate);
  stops.resumed();
  wants(true);
  await stopping;
  expect(stops.isPaused).toBe(false);
  expect(events).toEqual([]);
});
