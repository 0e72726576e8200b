import { spawn } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../support/free-port.ts';
import { writeFixtureApp } from '../functions-host/fixture-app.ts';

const PARTS = ['shop', 'console', 'identity', 'cosmos', 'service-bus', 'service-bus-control', 'blob', 'queue', 'table'];

/** Prints what it was started with, and answers as func does while and after it starts. */
const func = `#!${process.execPath}
const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === '--version') { console.log('4.0.0'); process.exit(0); }
const after = (name) => args[args.indexOf(name) + 1];
const file = after('--script-root') + '/local.settings.json';
const settings = JSON.parse(readFileSync(file, 'utf8'));
console.log('GIVEN ' + JSON.stringify({ args, cwd: process.cwd(), env: process.env, settings }));
let asked = 0;
const server = createServer((request, response) => {
  const state = (asked += 1) < 3 ? 'Initialized' : 'Running';
  response.end(JSON.stringify({ path: request.url, state }));
});
server.listen(Number(after('--port')), '127.0.0.1', () => console.log('Functions:'));
process.on('SIGTERM', () => { console.log('STOPPED after ' + asked); process.exit(0); });
`;

const example = {
  Values: { FUNCTIONS_WORKER_RUNTIME: 'node', AUTH_AUDIENCE: 'api://shop' },
  Host: { CORS: 'http://my.test' },
};

/** Runs `start --func` with a program in func's place until it is ready, then stops it. */
const startWithFunc = async () => {
  const { folder, remove } = await writeFixtureApp({
    files: { 'local.settings.json.example': JSON.stringify(example), 'bin/func': func },
  });
  await chmod(join(folder, 'bin/func'), 0o755);
  const port = await freePort();
  const parts = PARTS.flatMap((part) => [`--${part}-port`, '0']);
  const args = ['start', '--func', '--no-seed', '--app', folder, '--port', String(port), ...parts];
  const child = spawn(process.execPath, ['dist/local/hearth.js', ...args], {
    env: { PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.includes('Is anything stuck?')) child.kill('SIGTERM');
  }
  await remove();
  const given: unknown = JSON.parse(lines.find((line) => line.startsWith('GIVEN '))?.slice('GIVEN '.length) ?? '{}');
  return { folder, port, lines, given };
};

test('start --func gives func the app, its port and the addresses of the laptop cloud, and stops it', async () => {
  const { folder, port, lines, given } = await startWithFunc();
  const address = (path = '') => expect.stringMatching(new RegExp(`http://127\\.0\\.0\\.1:\\d+${path}`));

  expect(given).toMatchObject({
    args: [
      ...['start', '--no-build', '--port', String(port), '--script-root', folder],
      ...['--cors', expect.stringMatching(/^http:\/\/my\.test,http:\/\/127\.0\.0\.1:\d+$/)],
    ],
    settings: example,
    env: {
      AzureWebJobsStorage: address('/devstoreaccount1'),
      Media: address('/hearthdata'),
      Cosmos: address(),
      ServiceBus: expect.stringMatching(/^Endpoint=sb:\/\/127\.0\.0\.1:\d+;.*UseDevelopmentEmulator=true/),
      AUTH_ISSUER: address(),
    },
  });
  expect(lines).toContain('Created local.settings.json from local.settings.json.example.');
  expect(lines).toContain('STOPPED after 3');
});

test('start --func says what to install if there is no func', async () => {
  const child = spawn(process.execPath, ['dist/local/hearth.js', 'start', '--func'], {
    env: { PATH: dirname(process.execPath), NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) lines.push(line);

  expect(lines[0]).toBe(
    'func (Azure Functions Core Tools 4) is not installed: npm install --global azure-functions-core-tools@4',
  );
});
