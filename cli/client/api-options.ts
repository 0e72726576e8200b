import { InvalidArgumentError, Option } from 'commander';
import { laptop } from './laptop.ts';

const API_PATH = '/api/v1';

export const parseHttpUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Give an http or https URL.');
};

/** With its path, which may be left out. */
const parseApiUrl = (text: string): string => {
  const url = parseHttpUrl(text).replace(/\/+$/, '');
  if (new URL(url).pathname === '/') return url + API_PATH;
  if (url.endsWith(API_PATH)) return url;
  throw new InvalidArgumentError(`The address of the API ends in ${API_PATH}.`);
};

/** The part before the path of the API, for addresses in answers: they start with that path. */
export const originOf = (api: string): string => api.slice(0, -API_PATH.length);

/** The flag takes precedence over the environment, and that over the laptop's own address. */
export const apiOption = (): Option =>
  new Option('--api <url>', 'address of the API').env('HEARTH_API').argParser(parseApiUrl).default(laptop.api);

export const issuerOption = (): Option =>
  new Option('--issuer <url>', 'address of the token issuer')
    .env('HEARTH_ISSUER')
    .argParser(parseHttpUrl)
    .default(laptop.issuer);

export const audienceOption = (): Option =>
  new Option('--audience <audience>', 'audience of tokens from the issuer').default(laptop.audience);
