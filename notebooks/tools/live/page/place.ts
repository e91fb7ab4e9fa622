import { type LivePlace, PLACE } from "../contract.js";

/** Where the page's scripts leave what they bring; whichever comes first makes it. */
export function livePlace(): LivePlace {
  const scope = window as unknown as Record<string, LivePlace | undefined>;
  const place = scope[PLACE] ?? { parts: {} };
  scope[PLACE] = place;
  return place;
}
