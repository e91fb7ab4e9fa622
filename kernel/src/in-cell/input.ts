import { bridge } from "../bridge/bridge.js";

/**
 * Asks the person at the notebook for a line of text.
 *
 * @throws Error when the client takes no input (nbconvert, a rendered page)
 */
export function input(prompt = ""): Promise<string> {
  return bridge().input(prompt, { password: false });
}

/** Like {@link input}, but what is typed does not show. */
export function password(prompt = ""): Promise<string> {
  return bridge().input(prompt, { password: true });
}
