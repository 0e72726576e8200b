import { randomBytes } from 'node:crypto';
import { errorMessage } from '../error-message.ts';
import { userError } from '../user-error.ts';
import { type SpawnedHost, spawnHost } from './spawn-host.ts';

const READY_MS = 60_000;
const MAX_OUTPUT = 4_000;

type Aspire = Pick<SpawnedHost, 'stop' | 'broken'> & {
  /** Of the page, with the token that signs in. */
  page: string;
  /** Where OTLP goes. */
  endpoint: string;
};

/** A free port, so that no other dashboard is in the way; its log says which. */
const PAGE = 'http://127.0.0.1:0';

/** Runs the Aspire dashboard, which keeps traces and shows them. */
export const startAspire = async (program: string, port: number): Promise<Aspire> => {
  const token = randomBytes(16).toString('hex');
  let output = '';
  const write = (text: string): void => {
    output = (output + text).slice(-MAX_OUTPUT);
  };
  const starting = spawnHost({
    name: 'The Aspire dashboard',
    command: program,
    args: [],
    env: {
      ASPNETCORE_URLS: PAGE,
      ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      DASHBOARD__FRONTEND__AUTHMODE: 'BrowserToken',
      DASHBOARD__FRONTEND__BROWSERTOKEN: token,
      DASHBOARD__OTLP__AUTHMODE: 'Unsecured',
    },
    readyIn: (line) => /OTLP\/HTTP listening on: (http:\S+)/.exec(line)?.[1],
    write,
    readyMs: READY_MS,
  });
  const { url, stop, broken } = await starting.catch((error: unknown) => {
    const reason = errorMessage(error) || output.trim() || 'it printed no reason';
    throw userError(`The Aspire dashboard did not start (${program}): ${reason}`);
  });
  const page = /Now listening on: (http:\S+)/.exec(output)?.[1] ?? '';
  return { page: `${page}/login?t=${token}`, endpoint: url, stop, broken };
};
