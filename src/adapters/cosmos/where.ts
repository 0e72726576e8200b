/** The clause for the conditions that are there, with a space in front; nothing if none is. */
export const where = (conditions: readonly (string | false)[]): string => {
  const given = conditions.filter((condition) => condition !== false);
  return given.length > 0 ? ` WHERE ${given.join(' AND ')}` : '';
};
