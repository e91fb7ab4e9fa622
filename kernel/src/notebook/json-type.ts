/** nbformat stores JSON types as what they are and everything else as text. */
export function isJson(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}
