import type { NodeModules } from "./node-modules.js";

/** What the choice of folders depends on; a parameter so that every platform's rule can be tested on one. */
export interface Surroundings {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The user's cache folder for data sets:
 * `$XDG_CACHE_HOME/gradbook/datasets` or `~/.cache/gradbook/datasets` on Linux,
 * `~/Library/Caches/gradbook/datasets` on macOS, `%LOCALAPPDATA%\gradbook\datasets` on Windows.
 */
export function userCacheFolder(path: NodeModules["path"], surroundings: Surroundings): string {
  const { platform, env, home } = surroundings;
  const base = (): string => {
    if (platform === "win32") return env.LOCALAPPDATA || path.join(home, "AppData", "Local");
    if (platform === "darwin") return path.join(home, "Library", "Caches");
    // The XDG specification: a relative path in the variable is to be ignored.
    const xdg = env.XDG_CACHE_HOME;
    return xdg && path.isAbsolute(xdg) ? xdg : path.join(home, ".cache");
  };
  return path.join(base(), "gradbook", "datasets");
}
