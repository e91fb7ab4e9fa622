type Child = Node | string;

/** An element with properties, and with what stands in it. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A button that does one thing. */
export function button(words: string, onclick: () => void): HTMLButtonElement {
  return element("button", { type: "button", textContent: words, onclick });
}
