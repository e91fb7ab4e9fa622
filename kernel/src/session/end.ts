const { kill, pid } = process;

/** Ends the session at once, and everything it started where it leads a process group. */
export function endSession(): never {
  for (const target of [-pid, pid]) {
    try {
      Reflect.apply(kill, process, [target, "SIGKILL"]);
    } catch {
      // No group of its own (Windows, or not started detached).
    }
  }
  // The signal may reach another thread first.
  sleepForever();
}

/** Lets this thread do nothing more. */
export function sleepForever(): never {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
