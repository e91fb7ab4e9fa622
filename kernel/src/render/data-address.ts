/** The address of data that stands in the page itself. Text, such as an SVG, is written in base64, too. */
export function dataAddress(type: string, data: string): string {
  const base64 = /^[A-Za-z0-9+/=\s]+$/.test(data)
    ? data.replace(/\s+/g, "")
    : btoa(Array.from(new TextEncoder().encode(data), (byte) => String.fromCharCode(byte)).join(""));
  return `data:${type};base64,${base64}`;
}
