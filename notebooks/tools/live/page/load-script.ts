import { element } from "./elements.js";

/** Loads a classic script that lies beside the pages; from a file nothing else can be loaded. */
export function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const tag = element("script", { src: address });
    tag.onload = () => {
      tag.remove();
      resolve();
    };
    tag.onerror = () => {
      tag.remove();
      reject(new Error(`${address.split("/").at(-1)} is not beside the pages`));
    };
    document.head.append(tag);
  });
}
