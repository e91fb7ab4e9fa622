/** A worker as the page holds it: the browser's, or for tests one of Node's. */
export interface PageWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  /** Says who takes its messages, and who hears of a fault that nothing in it has caught. */
  listen(onMessage: (message: unknown) => void, onFault: (words: string) => void): void;
}
