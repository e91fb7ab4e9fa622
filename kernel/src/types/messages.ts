import type { CellRequest, Language, SourcePosition } from "../cell-contract.js";

/** What the type service can be asked; each is answered by one {@link ServiceAnswer} with its id. */
export type ServiceQuestion =
  | { readonly ask: "compile"; readonly request: CellRequest }
  | { readonly ask: "check"; readonly source: string; readonly directory: string }
  | { readonly ask: "complete"; readonly position: SourcePosition }
  | { readonly ask: "inspect"; readonly position: SourcePosition & { readonly detail: 0 | 1 } }
  | { readonly ask: "isComplete"; readonly source: string };

/** What the type service is told. */
export type ServiceNotice =
  | { readonly tell: "open"; readonly directory: string; readonly language: Language }
  | { readonly tell: "replay"; readonly request: CellRequest }
  | { readonly tell: "commit"; readonly cell: number }
  | { readonly tell: "reset" };

export type ServiceMessage = (ServiceQuestion & { readonly id: number }) | ServiceNotice;

export interface ServiceAnswer {
  readonly id: number;
  readonly value?: unknown;
  /** Set if the service itself failed. */
  readonly error?: string;
}
