import type { Transform } from "../source.js";

/**
 * Shuffles with a buffer, as tf.data does: the buffer is filled first; then a random element of it goes out and
 * the next one takes its place; at the end the rest goes out in random order. An element can therefore come
 * early by any number of places but late only as luck keeps it in the buffer: a buffer as large as the data is
 * a full shuffle.
 *
 * @param below - Draws a whole number from 0 up to, not including, its argument.
 */
export function shuffleTransform<T>(bufferSize: number, below: (bound: number) => number): Transform<T, T> {
  const buffer: T[] = [];
  return {
    push(item, emit) {
      if (buffer.length < bufferSize) {
        buffer.push(item);
        return undefined;
      }
      const chosen = below(bufferSize);
      emit(buffer[chosen]!);
      buffer[chosen] = item;
      return undefined;
    },
    end(emit) {
      while (buffer.length > 0) {
        const chosen = below(buffer.length);
        emit(buffer[chosen]!);
        buffer[chosen] = buffer[buffer.length - 1]!;
        buffer.pop();
      }
    },
  };
}
