/** The command line was wrong. The program ends with exit code 2. */
export class Misuse extends Error {
  override name = 'Misuse';
}
