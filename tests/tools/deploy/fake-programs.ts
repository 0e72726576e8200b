import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Call = { program: string; args: readonly string[]; cwd: string; name: string };

/** What a fake prints and ends with, by the beginning of its arguments; the last of a list goes on for ever. */
export type Answers = Readonly<Record<string, readonly { out?: string; code?: number }[]>>;

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const answerOf = ({ out = '', code = 0 }: { out?: string; code?: number } = {}): string =>
  `printf %s ${quote(out)}; exit ${code};;`;

/** In the shell's own words alone, since nothing else is on the PATH, and a process of Node's each would take its time. */
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

/** `az` and `func` at the front of the PATH, until `remove`: they note how they were called and answer as told. */
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
