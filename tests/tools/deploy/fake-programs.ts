import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Call = { program: string; args: readonly string[]; cwd: string; name: string };

type Answer = { out?: string; error?: string; code?: number };

/**
 * What a fake prints and exits with, by the start of its arguments. The last answer of a list
 * repeats.
 */
export type Answers = Readonly<Record<string, readonly Answer[]>>;

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const answerOf = ({ out = '', error = '', code = 0 }: Answer = {}): string =>
  `printf %s ${quote(out)}; printf %s ${quote(error)} >&2; exit ${code};;`;

/**
 * Uses only shell built-ins: nothing else is on the PATH, and a Node process per call would be
 * slow.
 */
const program = (name: string, folder: string, answers: Answers): string => {
  const cases = Object.entries(answers).map(([key, all], n) => {
    const counter = quote(`${folder}/count-${n}`);
    const earlier = all.slice(0, -1).map((answer, before) => `${before}) ${answerOf(answer)}`);
    return `${quote(key)}*) n=0; [ -f ${counter} ] && read -r n < ${counter}; echo $((n + 1)) > ${counter}
case $n in ${earlier.join('\n')} *) ${answerOf(all.at(-1))} esac;;`;
  });
  return `#!/bin/sh
{ printf '%s\t%s\t%s' ${name} "$PWD" "$HEARTH_NAME"; for each in "$@"; do printf '\t%s' "$each"; done; echo; } >> ${quote(`${folder}/calls`)}
case "${name} $*" in
${cases.join('\n')}
esac
`;
};

const callOf = (line: string): Call => {
  const [program = '', cwd = '', name = '', ...args] = line.split('\t');
  return { program, args, cwd, name };
};

/**
 * Puts fake `az` and `func` first on the PATH until `remove`. They record their calls and give the
 * `answers`.
 */
export const fakePrograms = async (answers: Answers, names: readonly string[] = ['az', 'func']) => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-fakes-'));
  const path = process.env.PATH;
  for (const name of names) {
    await writeFile(join(folder, name), program(name, folder, answers));
    await chmod(join(folder, name), 0o755);
  }
  process.env.PATH = folder;
  return {
    folder,
    calls: async (): Promise<readonly Call[]> => {
      const text = await readFile(join(folder, 'calls'), 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map(callOf);
    },
    remove: async () => {
      process.env.PATH = path;
      await rm(folder, { recursive: true });
    },
  };
};
