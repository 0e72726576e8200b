import { errorMessage } from '../error-message.ts';
import { Misuse } from '../misuse.ts';
import { findTargetProblems, type TargetOptions } from './check-target.ts';
import type { Shell } from './shell.ts';

export const PARAMETERS = 'infra/main.bicepparam';

const parseVersion = (version: string): readonly number[] =>
  version.split('.').map((part) => Number.parseInt(part, 10));

export const isAtLeast = (version: string, least: string): boolean => {
  const [have, want] = [parseVersion(version), parseVersion(least)];
  const index = want.findIndex((number, n) => number !== (have[n] ?? 0));
  return index === -1 || (have[index] ?? 0) > (want[index] ?? 0);
};

const MIN_VERSIONS = { node: '20.9.0', az: '2.60.0', func: '4.0.5700' } as const;

const firstLine = (text: string): string => text.trim().split('\n')[0]?.trim() ?? '';

const parseAzVersion = (text: string): string => {
  const versions: Readonly<Record<string, unknown>> = JSON.parse(text);
  return String(versions['azure-cli']);
};

const tryCheck = async (problem: string, check: () => Promise<string | undefined>): Promise<readonly string[]> => {
  try {
    const found = await check();
    return found === undefined ? [] : [found];
  } catch (error) {
    return [`${problem} (${errorMessage(error)})`];
  }
};

const checkVersion = (name: keyof typeof MIN_VERSIONS, version: string): string | undefined =>
  isAtLeast(version, MIN_VERSIONS[name])
    ? undefined
    : `${name} is version ${version}, but version ${MIN_VERSIONS[name]} or later is needed.`;

type Env = Readonly<Record<string, string | undefined>>;

const findAzProblems = async ({ read }: Shell): Promise<readonly string[]> => {
  let version: string;
  try {
    version = parseAzVersion(await read('az', ['version', '--output', 'json']));
  } catch (error) {
    // Without az, the login cannot be checked either.
    return [`The Azure CLI (az) is needed. (${errorMessage(error)})`];
  }
  return [
    ...[checkVersion('az', version)].filter((problem) => problem !== undefined),
    ...(await tryCheck('az is not logged in: run "az login".', async () => {
      await read('az', ['account', 'show', '--output', 'json']);
      return undefined;
    })),
  ];
};

/**
 * Makes az keep a token for uploading the package. A login from GitHub can be exchanged for tokens
 * for five minutes only, and the infrastructure takes longer.
 */
const rememberStorageToken = async ({ read }: Shell): Promise<undefined> => {
  await read('az', ['account', 'get-access-token', '--resource', 'https://storage.azure.com/', '--output', 'none']);
  return undefined;
};

/** Flex Consumption needs nothing but the login of az. */
const findPublishingProblems = async (shell: Shell, env: Env): Promise<readonly string[]> => {
  if (env.HEARTH_HOSTING === 'flex') return [];
  if (env.HEARTH_HOST_STORAGE === 'keyless')
    return tryCheck('az cannot get a token for Storage: run "az login".', () => rememberStorageToken(shell));
  return tryCheck(
    'The Azure Functions Core Tools (func) are needed, unless HEARTH_HOST_STORAGE is keyless or HEARTH_HOSTING is flex.',
    async () => checkVersion('func', firstLine(await shell.read('func', ['--version']))),
  );
};

/**
 * Rejects with all problems at once: the target, the parameters, missing or old tools, and the
 * login of az. With `Misuse` if the target or the parameters are wrong.
 */
export const checkTools = async (
  shell: Shell,
  { env, nodeVersion, parameters }: { env: Env; nodeVersion: string; parameters: string },
  wish: TargetOptions,
): Promise<void> => {
  const misuses = findTargetProblems(wish, env, parameters);
  const problems = [
    ...misuses,
    ...[checkVersion('node', nodeVersion)].filter((problem) => problem !== undefined),
    ...(await findAzProblems(shell)),
    ...(await findPublishingProblems(shell, env)),
  ];
  if (problems.length === 0) return;
  const message = `Not ready to deploy:\n- ${problems.join('\n- ')}`;
  throw misuses.length > 0 ? new Misuse(message) : new Error(message);
};
