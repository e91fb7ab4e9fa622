/**
 * The methods of a tensor. Each operation's file adds its own by merging into this class, and puts the
 * function
 * on it with `addMethod`, so that an operation is one file and nothing else changes.
 *
 * A method names its tensor with a `this` parameter and never with type parameters of the class:
 * TypeScript can
 * then compare two tensors by shape and dtype alone, without going through their methods.
 */
export abstract class Operations {}
