import { userError } from '../user-error.ts';
import { describeTakenPort } from './refuse-taken-ports.ts';

const propertyOfError = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Object.getOwnPropertyDescriptor(error, name)?.value : undefined;

/** Starts `part`. If a port is taken, the error names the part, the port and its flag. */
export const nameTakenPort = async <T>(
  part: string,
  flags: Readonly<Record<string, number>>,
  start: () => Promise<T>,
): Promise<T> => {
  try {
    return await start();
  } catch (error) {
    if (propertyOfError(error, 'code') !== 'EADDRINUSE') throw error;
    const port = Number(propertyOfError(error, 'port'));
    const flag = Object.keys(flags).find((each) => flags[each] === port) ?? Object.keys(flags).join(' or ');
    throw userError(describeTakenPort({ part, port, flag }));
  }
};
