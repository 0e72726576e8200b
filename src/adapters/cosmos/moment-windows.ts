import type { MomentWindow } from '../../application/ports/moment-window.ts';

/**
 * The condition that the moment at a path is in one of the windows. An index may not serve
 * alternatives, so the range around all windows limits what is read.
 */
export const inWindows = (path: string, windows: readonly MomentWindow[]): string => {
  const inOne = windows.map((_, i) => `(${path} > @after${i} AND ${path} <= @until${i})`).join(' OR ');
  return `${path} > @after AND ${path} <= @until AND (${inOne})`;
};

/** Moments compare as text. */
const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a < b ? b : a);

/** The parameters of `inWindows`. Needs at least one window. */
export const windowParameters = (windows: readonly MomentWindow[]): Record<string, string> => ({
  after: windows.map(({ after }) => after).reduce(earlier),
  until: windows.map(({ until }) => until).reduce(later),
  ...Object.fromEntries(
    windows.flatMap(({ after, until }, i) => [
      [`after${i}`, after],
      [`until${i}`, until],
    ]),
  ),
});
