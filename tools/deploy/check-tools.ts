import { targetProblems, type Wish } from './check-target.ts';
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

/** Rejects with everything that is wrong, at once: the wish, the parameters, tools, their versions, a session of az. */
export const checkTools = async (
  { read }: Shell,
  { env, nodeVersion, parameters }: { env: Env; nodeVersion: string; parameters: string },
  wish: Wish,
): Promise<void> => {
  const problems = [
    ...targetProblems(wish, env, parameters),
    ...[tooOld('node', nodeVersion)].filter((problem) => problem !== undefined),
    ...(await attempt('The Azure CLI (az) is needed.', async () =>
      tooOld('az', azVersion(await read('az', ['version', '--output', 'json']))),
    )),
    ...(await attempt('az is not logged in: run "az login".', async () => {
      await read('az', ['account', 'show', '--output', 'json']);
      return undefined;
    })),
    ...(env.HEARTH_HOST_STORAGE === 'keyless'
      ? []
      : await attempt(
          'The Azure Functions Core Tools (func) are needed, unless HEARTH_HOST_STORAGE is keyless.',
          async () => tooOld('func', firstLine(await read('func', ['--version']))),
        )),
  ];
  if (problems.length > 0) throw new Error(`Not ready to deploy:\n- ${problems.join('\n- ')}`);
};
