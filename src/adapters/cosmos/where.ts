/** The WHERE clause of all that are not false, after a space. Empty if there are none. */
export const where = (conditions: readonly (string | false)[]): string => {
  const given = conditions.filter((condition) => condition !== false);
  return given.length > 0 ? ` WHERE ${given.join(' AND ')}` : '';
};
