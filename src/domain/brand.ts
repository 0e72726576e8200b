declare const brand: unique symbol;

/** A `T` that was checked to be a `Name`, so that texts of different kinds cannot be confused. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** The error leaves the text out: it may hold personal data, and errors are logged. */
export const assertBrand = <Name extends string>(
  text: string,
  is: (text: string) => text is Brand<string, Name>,
  name: Name,
): Brand<string, Name> => {
  if (!is(text)) throw new Error(`Damaged data: a text of ${text.length} characters is no valid ${name}.`);
  return text;
};
