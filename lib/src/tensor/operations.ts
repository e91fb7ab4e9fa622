/**
 * The methods of a tensor. Each operation's file adds its own by merging into this interface, and puts the function
 * on {@link Methods} with `addMethod`, so that an operation is one file and nothing else changes.
 *
 * A method names its tensor with a `this` parameter and never with type parameters of the class, and this is an
 * interface and not a class: TypeScript then knows that the methods of all tensors are the same, and compares two
 * tensors by shape and dtype alone. Of a class it would compare a hundred methods each time.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the operations' files fill it.
export interface Operations {}

/** The class on whose prototype the methods stand. */
export const Methods = class {} as unknown as abstract new () => Operations;
