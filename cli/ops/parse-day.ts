import { InvalidArgumentError } from 'commander';

export const parseDay = (text: string): string => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`).getTime() : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('Give a day as YYYY-MM-DD.');
};
