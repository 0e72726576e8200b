/** It was called in a way that it does not know: ends with 2. */
export class Misuse extends Error {
  override name = 'Misuse';
}
