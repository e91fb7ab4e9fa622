/** Files that the reader has fetched or chosen once, kept in the browser. */
export interface KeptFiles {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, bytes: Uint8Array): Promise<void>;
}

const DATABASE = "gradbook";
const STORE = "data";

/**
 * IndexedDB, which works from a file, too. The database's name is the course's: all that is opened as a file shares one
 * store. Where the browser refuses it, or has no room, files last as long as the page.
 */
export function keptFiles(): KeptFiles {
  const inMemory = new Map<string, Uint8Array>();
  let opened: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> => {
    opened ??= open();
    return opened;
  };
  return {
    async get(key) {
      const known = inMemory.get(key);
      if (known !== undefined) return known;
      try {
        const store = (await database()).transaction(STORE).objectStore(STORE);
        return await answerOf<Uint8Array | undefined>(store.get(key));
      } catch {
        return undefined;
      }
    },
    async put(key, bytes) {
      try {
        const store = (await database()).transaction(STORE, "readwrite").objectStore(STORE);
        await answerOf(store.put(bytes, key));
      } catch {
        inMemory.set(key, bytes);
      }
    },
  };
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return answerOf(request);
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
