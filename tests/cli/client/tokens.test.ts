import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { tokenSource } from '../../../cli/client/tokens.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

let server: Server;
let issuer: string;
let asked: number;

beforeEach(async () => {
  asked = 0;
  server = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ access_token: `token ${asked}`, expires_in: 1 }));
  });
  issuer = `http://127.0.0.1:${await listenOnFreePort(server)}`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const atOnce = (token: () => Promise<string>): Promise<string[]> => Promise.all(Array.from({ length: 5 }, token));

test('callers at the same time share one token, also when it has expired', async () => {
  const { token } = tokenSource({ issuer }).of('alice');

  const first = await atOnce(token);
  // A token of one second is kept for half of that.
  await pause(600);
  const second = await atOnce(token);

  expect(new Set(first)).toEqual(new Set(['token 1']));
  expect(new Set(second)).toEqual(new Set(['token 2']));
  expect(asked).toBe(2);
});

test('a token that was turned down is replaced', async () => {
  const { token, renew } = tokenSource({ issuer }).of('alice');
  await token();

  renew?.();

  expect(await token()).toBe('token 2');
});
