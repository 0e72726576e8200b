import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const folder = '.github/workflows';
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(`${folder}/${name}`, 'utf8') }));
const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

const scriptsIn = (text: string): readonly string[] =>
  [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);

test.each(workflows)('$name pins every action to a commit, and says which version that is', ({ text }) => {
  const uses = [...text.matchAll(/uses: (.+)/g)].map(([, what]) => what);
  expect(uses.length).toBeGreaterThan(0);
  for (const each of uses) expect(each).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each(workflows)('$name needs no stored secret', ({ text }) => {
  expect(text).not.toMatch(/secrets\.|client-secret|creds:|publish-profile/i);
});

test.each(workflows)(
  '$name may read and no more, but for the jobs that log in, attest or report findings',
  ({ text }) => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);

    const granted = [...text.matchAll(/^ {6}([\w-]+): (?:read|write)$/gm)].map(([line]) => line.trim());
    const usesOf = (action: string) => text.split(`uses: ${action}@`).length - 1;
    const grantsOf = (right: string) => granted.filter((each) => each === right).length;
    const [logins, attests] = [usesOf('azure/login'), usesOf('actions/attest-build-provenance')];
    expect([grantsOf('id-token: write'), grantsOf('attestations: write')]).toEqual([logins + attests, attests]);
    expect(grantsOf('security-events: write')).toBe(usesOf('github/codeql-action/analyze'));
    const others = [
      ...['contents: read', 'id-token: write', 'attestations: write', 'actions: read', 'attestations: read'],
      'security-events: write',
    ];
    expect(granted.filter((each) => !others.includes(each))).toEqual([]);
  },
);

test.each(workflows)('$name leaves no token in the checked-out folder', ({ text }) => {
  expect(text.match(/persist-credentials: false/g)).toHaveLength(text.match(/actions\/checkout@/g)?.length ?? -1);
});

test.each([...workflows.map(({ name }) => `${folder}/${name}`), 'docs/deploy.md'])(
  '%s runs scripts that there are',
  (file) => {
    for (const name of scriptsIn(readFileSync(file, 'utf8'))) expect([name, name in scripts]).toEqual([name, true]);
  },
);

test('the tests run on every Node that is supported', () => {
  const ci = workflows.find(({ name }) => name === 'ci.yml');
  expect(ci?.text).toContain('node: [22, 24]');
});

test.each(['ci.yml', 'deploy.yml'])('%s passes on every variable that the parameter file reads', (file) => {
  const parameters = readFileSync('infra/main.bicepparam', 'utf8');
  const read = [...parameters.matchAll(/readEnvironmentVariable\('(\w+)'/g)].map(([, name]) => name);
  const text = workflows.find(({ name }) => name === file)?.text ?? '';
  const manual = readFileSync('docs/deploy.md', 'utf8');

  expect(read.length).toBeGreaterThan(10);
  for (const name of read) {
    expect([name, text.includes(`      ${name}: ${'$'}{{ vars.${name}`)]).toEqual([name, true]);
    expect([name, manual.includes(`\`${name}\``)]).toEqual([name, true]);
  }
});

test('updates are proposed for every folder with a lock file, and for the actions', () => {
  const text = readFileSync('.github/dependabot.yml', 'utf8');
  const locked = execFileSync('git', ['ls-files', '*package-lock.json', '*packages.lock.json'], { encoding: 'utf8' });
  const patterns = [...text.matchAll(/directory: (\S+)|directories: \[(.*)\]/g)]
    .flatMap(([, one, several = '']) => one ?? several.split(', '))
    .map((path) => path.replaceAll(/["']/g, ''));
  const isCovered = (folder: string) =>
    patterns.some((path) => path === folder || (path.endsWith('/**') && folder.startsWith(path.slice(0, -2))));

  const folders = locked
    .trim()
    .split('\n')
    .map((file) => `/${dirname(file)}`.replace(/^\/\.$/, '/'));
  expect(folders.length).toBeGreaterThan(3);
  expect(folders.filter((folder) => !isCovered(folder))).toEqual([]);
  expect(text).toContain('package-ecosystem: github-actions');
});
