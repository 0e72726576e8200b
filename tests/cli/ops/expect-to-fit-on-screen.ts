/** 24 lines of 80 characters. */
export const expectToFitOnScreen = (text: string): void => {
  const lines = text.trimEnd().split('\n');

  expect(lines.length).toBeLessThanOrEqual(24);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
};
