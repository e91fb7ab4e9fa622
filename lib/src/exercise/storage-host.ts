import { checkOptions } from "../given.js";
import type { ProgressHost } from "./progress-host.js";

/** The part of the browser's `Storage` that is used. */
export interface KeyedStorage {
  /** The text under a key, or null. */
  getItem(key: string): string | null;
  /** Puts a text under a key. */
  setItem(key: string, value: string): void;
  /** Takes a key away. */
  removeItem(key: string): void;
}

/** Options of {@link storageHost}. */
export interface StorageHostOptions {
  /** The key that the lines lie under. Default: "gradbook.progress". */
  readonly key?: string | undefined;
}

/**
 * Keeps progress in the store of a page: `storageHost(localStorage)`. Damaged lines go to a key of their own
 * (`gradbook.progress-damaged-1`).
 */
export function storageHost(storage: KeyedStorage, options?: StorageHostOptions): ProgressHost {
  const { key = "gradbook.progress" } = checkOptions("storageHost", options, 'key: "gradbook.progress"');
  const read = (): string => storage.getItem(key) ?? "";
  return {
    read,
    append: (line) => storage.setItem(key, `${read()}${line}\n`),
    setAside: () => {
      for (let number = 1; ; number++) {
        const aside = `${key}-damaged-${number}`;
        if (storage.getItem(aside) !== null) continue;
        const text = read();
        storage.setItem(aside, text);
        storage.removeItem(key);
        return { place: aside, text };
      }
    },
  };
}
