import type { DownloadSink } from "./download.js";

/** Collects a download in memory, where there is no disk. */
export class MemorySink implements DownloadSink {
  #chunks: Uint8Array[] = [];
  size = 0;

  async append(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk);
    this.size += chunk.length;
  }

  async clear(): Promise<void> {
    this.#chunks = [];
    this.size = 0;
  }

  async read(): Promise<Uint8Array> {
    const bytes = new Uint8Array(this.size);
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }
}
