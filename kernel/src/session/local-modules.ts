/** Is this a file of the user's (and not a package or built-in)? Such files are reloaded when they change. */
export function isLocal(specifier: string): boolean {
  return /^(\.{1,2}(\/|$)|\/|file:)/.test(specifier);
}

export function importLocal(
  specifier: string,
  _directory: string,
  plain: (specifier: string) => Promise<object>,
): Promise<object> {
  return plain(specifier);
}
