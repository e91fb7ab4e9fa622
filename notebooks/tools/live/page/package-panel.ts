import { button, element } from "./elements.js";

/** What asks the reader whether a package may be fetched. */
export interface PackagePanel {
  readonly element: HTMLElement;
  /** Where it may be fetched from; nowhere if the reader does without. */
  readonly answer: Promise<readonly string[]>;
  cancel(): void;
}

/** @param sources addresses with `{package}` in place of its name */
export function packagePanel(specifier: string, sources: readonly string[]): PackagePanel {
  const hosts = sources.map((source) => new URL(source).host).join(", or else ");
  let end: (addresses: readonly string[]) => void = () => {};
  const answer = new Promise<readonly string[]>((resolve) => {
    end = (addresses) => {
      panel.remove();
      resolve(addresses);
    };
  });
  const yes = button(`Fetch ${specifier}`, () =>
    end(sources.map((source) => source.replace("{package}", specifier))),
  );
  const panel = element(
    "div",
    { className: "live-data" },
    element("p", {
      textContent: navigator.onLine
        ? `This cell imports ${specifier}, which is not the course's: fetch it from ${hosts}?`
        : `This cell imports ${specifier}, which is not the course's; it can be fetched when the network is there.`,
    }),
    element(
      "div",
      { className: "live-buttons" },
      yes,
      button("Do without", () => end([])),
    ),
  );
  yes.disabled = !navigator.onLine;
  panel.setAttribute("role", "group");
  panel.setAttribute("aria-label", specifier);
  return { element: panel, answer, cancel: () => end([]) };
}
