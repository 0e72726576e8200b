declare const brand: unique symbol;

/** A `T` that has been checked to be a `Name`, so that texts of different kinds cannot be confused. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** For text that has been checked before, or was made here: what `is` rejects is a fault. */
export const trusted = <T extends string>(text: string, is: (text: string) => text is T): T => {
  if (!is(text)) throw new Error(`Damaged data: ${is.name} rejects ${JSON.stringify(text.slice(0, 100))}.`);
  return text;
};
