/**
 * Keeps the renderer's own HTML (set formulas, colored code) apart while what stands around it is cleaned: each piece
 * is held back, and an empty element holds its place. What an author writes cannot name such an element, since nobody
 * knows its name before.
 */
export class Slots {
  readonly #key = crypto.getRandomValues(new Uint32Array(3)).join("-");
  readonly #held: string[] = [];

  /** Holds back a piece of HTML. @returns what stands in its place until {@link fill} */
  hold(html: string): string {
    return element(`${this.#key}-${this.#held.push(html) - 1}`);
  }

  /** Puts the pieces back into cleaned HTML. */
  fill(html: string): string {
    const places = new RegExp(element(`${this.#key}-(\\d+)`), "g");
    return html.replace(places, (_, index: string) => this.#held[Number(index)] ?? "");
  }
}

function element(name: string): string {
  return `<span data-slot="${name}"></span>`;
}
