import { webhookClient } from '../../../src/adapters/http/webhook-client.ts';
import { selfSignedCertificate } from '../../support/self-signed-certificate.ts';
import { callTo, startReceiver, startTlsReceiver, stopReceivers } from './receivers.ts';

afterEach(stopReceivers);

const blocked = { error: 'blocked_address', ms: expect.any(Number) };

/** A resolver that gives one answer after the other, and keeps the questions. */
const scripted = (...answers: readonly (readonly string[])[]) => {
  const asked: string[] = [];
  const resolve = async (name: string): Promise<readonly string[]> => {
    asked.push(name);
    return answers[asked.length - 1] ?? [];
  };
  return { asked, resolve };
};

test.each([
  ['plain http', 'http://hooks.example.com:8080/'],
  ['a user name', 'https://user@hooks.example.com/'],
  ['a private address', 'https://10.0.0.1/'],
  ['a loopback address', 'https://127.0.0.1:8443/'],
  ['a name of loopback', 'https://localhost:8443/'],
  ['the metadata address', 'https://169.254.169.254/'],
  ['the metadata address as a number', 'https://2852039166/'],
  ['the metadata address in octal', 'https://0251.0376.0251.0376/'],
  ['the metadata address in hex', 'https://0xa9fea9fe/'],
  ['the metadata address, mapped', 'https://[::ffff:169.254.169.254]/'],
  ['text that is no URL', 'hooks'],
])('a URL with %s is not called, and its name is not looked up', async (_, url) => {
  const { asked, resolve } = scripted(['8.8.8.8']);

  expect(await webhookClient({ allowLoopback: false, resolve }).post(callTo(url))).toEqual(blocked);
  expect(asked).toEqual([]);
});

test.each([
  '127.0.0.1',
  '::1',
  '10.0.0.1',
  '169.254.169.254',
  '168.63.129.16',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  'fd00:ec2::254',
  'fe80::1%eth0',
  'nonsense',
])('a name that resolves to %s is not called', async (address) => {
  const { resolve } = scripted([address]);

  expect(await webhookClient({ allowLoopback: false, resolve }).post(callTo('https://hooks.example.com/'))).toEqual(
    blocked,
  );
});

test.each([[['127.0.0.1', '10.0.0.1']], [['10.0.0.1', '127.0.0.1']]])(
  'one address that is not allowed spoils the others of a name: %j',
  async (answer) => {
    const receiver = await startReceiver((_, response) => response.end());
    const { resolve } = scripted(answer);

    const outcome = await webhookClient({ allowLoopback: true, resolve }).post(
      callTo(`https://hooks.example.com:${receiver.port}/`),
    );

    expect(outcome).toEqual(blocked);
    expect(receiver.connections()).toBe(0);
  },
);

test('a name is looked up once: the address that was checked is the one that is called', async () => {
  const certificate = selfSignedCertificate('hooks.example.com');
  const { port } = await startTlsReceiver(certificate);
  const { asked, resolve } = scripted(['127.0.0.1'], ['169.254.169.254']);

  const outcome = await webhookClient({ allowLoopback: true, resolve, ca: certificate.cert }).post(
    callTo(`https://hooks.example.com:${port}/`),
  );

  expect(outcome).toMatchObject({ status: 204 });
  expect(asked).toEqual(['hooks.example.com']);
});

test('each call checks again: a name that moves to a blocked address is no longer called', async () => {
  const certificate = selfSignedCertificate('hooks.example.com');
  const receiver = await startTlsReceiver(certificate);
  const { resolve } = scripted(['127.0.0.1'], ['169.254.169.254']);
  const client = webhookClient({ allowLoopback: true, resolve, ca: certificate.cert });
  const call = callTo(`https://hooks.example.com:${receiver.port}/`);

  expect(await client.post(call)).toMatchObject({ status: 204 });
  expect(await client.post(call)).toEqual(blocked);
  expect(receiver.connections()).toBe(1);
});

test('a redirect to a blocked address is a status like any other', async () => {
  const receiver = await startReceiver((_, response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/metadata/instance' }).end();
  });

  expect(await webhookClient({ allowLoopback: true }).post(callTo(receiver.url))).toMatchObject({ status: 302 });
});

test('only a laptop calls loopback, and there over http too', async () => {
  const receiver = await startReceiver((_, response) => response.end());

  expect(await webhookClient({ allowLoopback: false }).post(callTo(receiver.url))).toEqual(blocked);
  expect(receiver.connections()).toBe(0);
  expect(await webhookClient({ allowLoopback: true }).post(callTo(receiver.url))).toMatchObject({ status: 200 });
});

test.each(['localhost', 'hooks.localhost'])('a laptop calls %s without asking for its address', async (name) => {
  const receiver = await startReceiver((_, response) => response.end());

  const outcome = await webhookClient({ allowLoopback: true }).post(callTo(`http://${name}:${receiver.port}/`));

  expect(outcome).toMatchObject({ status: 200 });
});

test('on a laptop, too, http goes only to loopback', async () => {
  const { resolve } = scripted(['8.8.8.8']);

  expect(await webhookClient({ allowLoopback: true, resolve }).post(callTo('http://hooks.localhost:8080/'))).toEqual(
    blocked,
  );
});
