import { InvalidArgumentError, Option } from 'commander';
import { laptop } from './laptop.ts';

const PATH = '/api/v1';

export const httpUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Give an http or https URL.');
};

/** With its path, which may be left out: the addresses in answers of the API begin with it. */
const apiUrl = (text: string): string => {
  const url = httpUrl(text).replace(/\/+$/, '');
  if (new URL(url).pathname === '/') return url + PATH;
  if (url.endsWith(PATH)) return url;
  throw new InvalidArgumentError(`The address of the API ends in ${PATH}.`);
};

/** What stands before the path of the API. */
export const originOf = (api: string): string => api.slice(0, -PATH.length);

/** `flags` as in commander; the flag comes before the environment, and that before the laptop's own address. */
export const apiOption = (flags = '--api <url>'): Option =>
  new Option(flags, 'where the API is').env('HEARTH_API').argParser(apiUrl).default(laptop.api);

export const issuerOption = (description = 'where tokens are issued'): Option =>
  new Option('--issuer <url>', description).env('HEARTH_ISSUER').argParser(httpUrl).default(laptop.issuer);
