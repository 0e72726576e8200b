import { InvalidArgumentError } from 'commander';

/** A port as an option takes it; 0 lets the system choose a free one. */
export const portArgument = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('It must be 0 to 65535.');
  return port;
};
