import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { selfSignedCertificate } from './self-signed-certificate.ts';

const READY_LIMIT_MS = 30_000;

/**
 * Blobs of the account `devstoreaccount1` over https with bearer tokens. Clients must trust `cert`.
 */
export const startSecureAzurite = async (): Promise<{ url: string; cert: string; stop: () => Promise<void> }> => {
  const { cert, key } = selfSignedCertificate();
  const folder = await mkdtemp(join(tmpdir(), 'secure-azurite-'));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  const main = require.resolve('azurite/dist/src/blob/main.js');
  const secure = ['--cert', certFile, '--key', keyFile, '--oauth', 'basic'];
  const flags = ['--blobPort', '0', '--inMemoryPersistence', '--skipApiVersionCheck', '--silent', '--disableTelemetry'];
  const child = spawn(process.execPath, [main, ...flags, ...secure], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  };

  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (): void => {
      clearTimeout(timer);
      reject(new Error(`Azurite does not listen:\n${output}`));
    };
    const timer = setTimeout(() => void stop().then(fail), READY_LIMIT_MS);
    child.once('close', fail);
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        output += `${line}\n`;
        const [, port] = /successfully listens on https:\/\/[^:]+:(\d+)/.exec(line) ?? [];
        if (port === undefined) return;
        clearTimeout(timer);
        resolve({ url: `https://127.0.0.1:${port}/devstoreaccount1`, cert, stop });
      });
    }
  });
};
