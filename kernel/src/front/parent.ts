/** How long after the first look the next one comes, in ms, and how long at most. */
const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * Tells when the process that started this one is gone. Node can only look, and each look wakes a kernel that may be at
 * rest for days: so the longer the parent has been there, the rarer they are. Half a minute after it has gone is soon enough.
 *
 * @param parent the id of this process's parent at the moment
 */
export function watchParent(onGone: () => void, parent: () => number = () => process.ppid): void {
  const first = parent();
  const look = (delay: number): void => {
    setTimeout(() => {
      if (parent() !== first) onGone();
      else look(Math.min(1.5 * delay, LONGEST_MS));
    }, delay).unref();
  };
  look(FIRST_MS);
}
