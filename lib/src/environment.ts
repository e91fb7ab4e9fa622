/**
 * A variable of the environment; undefined where it is empty, where there is no environment (a browser), and where it may
 * not be read: Deno refuses that with an error unless it was allowed.
 */
export function environment(name: string): string | undefined {
  try {
    return (typeof process === "undefined" ? undefined : process.env?.[name]) || undefined;
  } catch {
    return undefined;
  }
}
