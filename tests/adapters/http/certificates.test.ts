import { webhookClient } from '../../../src/adapters/http/webhook-client.ts';
import { selfSignedCertificate } from '../../support/self-signed-certificate.ts';
import { callTo, startTlsReceiver, stopReceivers } from './receivers.ts';

afterEach(stopReceivers);

const HOUR_MS = 60 * 60 * 1000;

const own = selfSignedCertificate('hooks.example.com');

/** A client for which every name is that of this machine. */
const clientThatTrusts = (ca?: string) =>
  webhookClient({ allowLoopback: true, resolve: async () => ['127.0.0.1'], ...(ca !== undefined && { ca }) });

const callOn = (port: number) => callTo(`https://hooks.example.com:${port}/`);

test('the certificate must be that of the name, not of the address', async () => {
  const { port } = await startTlsReceiver(own);

  expect(await clientThatTrusts(own.cert).post(callOn(port))).toMatchObject({ status: 204, answer: '' });
});

test('once TLS is ready, the time to connect no longer counts', async () => {
  const { port } = await startTlsReceiver(own);
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const cleared = jest.spyOn(globalThis, 'clearTimeout');
  await clientThatTrusts(own.cert).post(callOn(port));

  const index = timers.mock.calls.findLastIndex(([, ms = 0]) => ms > 4_000 && ms <= 5_000);
  const connecting: unknown = timers.mock.results[index]?.value;
  // Once when it is ready, and once at the end.
  expect(cleared.mock.calls.filter(([timer]) => timer === connecting)).toHaveLength(2);
  jest.restoreAllMocks();
});

test('the name is sent, so that a server of many names finds its certificate', async () => {
  const names: string[] = [];
  const { port } = await startTlsReceiver({
    ...own,
    SNICallback: (name, done) => {
      names.push(name);
      done(null);
    },
  });

  await clientThatTrusts(own.cert).post(callOn(port));

  expect(names).toEqual(['hooks.example.com']);
});

test('a URL may have an address that the certificate names', async () => {
  const certificate = selfSignedCertificate('127.0.0.1');
  const { url } = await startTlsReceiver(certificate);

  expect(await clientThatTrusts(certificate.cert).post(callTo(url))).toMatchObject({ status: 204 });
});

test.each([
  ['that nobody vouches for', own, undefined],
  ['that someone unknown vouches for', own, selfSignedCertificate('hooks.example.com').cert],
])('a certificate %s is refused', async (_, certificate, ca) => {
  const { port } = await startTlsReceiver(certificate);

  expect(await clientThatTrusts(ca).post(callOn(port))).toEqual({ error: 'bad_certificate', ms: expect.any(Number) });
});

test.each([
  ['of another name', selfSignedCertificate('other.example.com')],
  ['of the address', selfSignedCertificate('127.0.0.1')],
  ['that has expired', selfSignedCertificate('hooks.example.com', new Date(Date.now() - HOUR_MS))],
])('a certificate %s is refused, even if it is trusted', async (_, certificate) => {
  const { port } = await startTlsReceiver(certificate);

  const outcome = await clientThatTrusts(certificate.cert).post(callOn(port));

  expect(outcome).toEqual({ error: 'bad_certificate', ms: expect.any(Number) });
});

test('a receiver that knows only an old TLS is not called', async () => {
  const { port } = await startTlsReceiver({
    ...own,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
    ciphers: 'ALL:@SECLEVEL=0',
  });

  expect(await clientThatTrusts(own.cert).post(callOn(port))).toMatchObject({ error: 'connection_failed' });
});
