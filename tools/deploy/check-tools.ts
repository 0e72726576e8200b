import type { Shell } from './shell.ts';

export const PARAMETERS = 'infra/main.bicepparam';

const numbersOf = (version: string): readonly number[] => version.split('.').map((part) => Number.parseInt(part, 10));

export const isAtLeast = (version: string, least: string): boolean => {
  const [have, want] = [numbersOf(version), numbersOf(least)];
  const index = want.findIndex((number, n) => number !== (have[n] ?? 0));
  return index === -1 || (have[index] ?? 0) > (want[index] ?? 0);
};

const LEAST = { node: '20.9.0', az: '2.60.0', func: '4.0.5700' } as const;

const firstLine = (text: string): string => text.trim().split('\n')[0]?.trim() ?? '';

const azVersion = (text: string): string => {
  const versions: Readonly<Record<string, unknown>> = JSON.parse(text);
  return String(versions['azure-cli']);
};

/** Names that the parameter file takes from the environment and has no default for. */
export const requiredVariables = (parameters: string): readonly string[] => [
  ...new Set([...parameters.matchAll(/readEnvironmentVariable\('(\w+)'\)/g)].map(([, name = '']) => name)),
];

const attempt = async (problem: string, check: () => Promise<string | undefined>): Promise<readonly string[]> => {
  try {
    const found = await check();
    return found === undefined ? [] : [found];
  } catch (error) {
    return [`${problem} (${error instanceof Error ? error.message : String(error)})`];
  }
};

const tooOld = (name: keyof typeof LEAST, version: string): string | undefined =>
  isAtLeast(version, LEAST[name]) ? undefined : `${name} is ${version}; this needs ${LEAST[name]} or later.`;

type Env = Readonly<Record<string, string | undefined>>;

/** Rejects with everything that is missing to deploy, at once: tools, their versions, a session of az, parameters. */
export const checkTools = async (
  { read }: Shell,
  { env, nodeVersion, parameters }: { env: Env; nodeVersion: string; parameters: string },
): Promise<void> => {
  const unset = requiredVariables(parameters).filter((name) => (env[name] ?? '') === '');
  const problems = [
    ...[tooOld('node', nodeVersion)].filter((problem) => problem !== undefined),
    ...(await attempt('The Azure CLI (az) is needed.', async () =>
      tooOld('az', azVersion(await read('az', ['version', '--output', 'json']))),
    )),
    ...(await attempt('az is not logged in: run "az login".', async () => {
      await read('az', ['account', 'show', '--output', 'json']);
      return undefined;
    })),
    ...(await attempt('The Azure Functions Core Tools (func) are needed.', async () =>
      tooOld('func', firstLine(await read('func', ['--version']))),
    )),
    ...(unset.length > 0 ? [`${PARAMETERS} needs the environment variables ${unset.join(', ')}.`] : []),
  ];
  if (problems.length > 0) throw new Error(`Not ready to deploy:\n- ${problems.join('\n- ')}`);
};
