import type { StopWay } from "../messages.js";

/** Between two questions to an address pass at least so many ms: each costs some five. */
const PAUSE = 50;

/** Asks, in the middle of a computation, whether it is to stop. */
export interface StopProbe {
  isAsked(): boolean;
}

export function stopProbe(way: StopWay): StopProbe {
  switch (way.kind) {
    case "shared": {
      const flag = new Int32Array(way.flag);
      return { isAsked: () => Atomics.load(flag, 0) === 1 };
    }
    case "address":
      return addressProbe(way.address);
    case "none":
      return { isAsked: () => false };
  }
}

/** The one thing that a worker can learn without giving up its turn: whether the page has revoked an address. */
function addressProbe(address: string): StopProbe {
  let asked = performance.now();
  return {
    isAsked() {
      const now = performance.now();
      if (now - asked < PAUSE) return false;
      const isThere = canBeRead(address);
      asked = performance.now();
      return !isThere;
    },
  };
}

/** What is asked of a worker's XMLHttpRequest. */
interface Request {
  readonly status: number;
  open(method: string, address: string, isAsynchronous: boolean): void;
  send(): void;
}

declare const XMLHttpRequest: new () => Request;

function canBeRead(address: string): boolean {
  try {
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    request.send();
    return request.status === 200;
  } catch {
    return false;
  }
}
