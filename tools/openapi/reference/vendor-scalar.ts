import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { Command } from 'commander';
import { SCALAR_FILE } from './scalar-script.ts';

const PACKAGE = '@scalar/api-reference';
const run = promisify(execFile);

/** npm checks the package against the registry's checksum. Its dependencies are not installed. */
const fetchScript = async (version: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-scalar-'));
  try {
    const { stdout } = await run('npm', ['pack', `${PACKAGE}@${version}`, '--silent', '--pack-destination', folder]);
    await run('tar', ['xzf', join(folder, stdout.trim()), '-C', folder]);
    const script = await readFile(join(folder, 'package/dist/browser/standalone.js'), 'utf8');
    return script.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  } finally {
    await rm(folder, { recursive: true });
  }
};

const compress = (bytes: Buffer): Promise<Buffer> =>
  promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength },
  });

export const vendorScalarCommand = (): Command =>
  new Command('vendor-scalar')
    .description(`Take the browser script of another version of ${PACKAGE} into the repository.`)
    .argument('<version>', 'for example 1.76.0')
    .action(async (version: string) => {
      const license = `/*! ${PACKAGE} ${version} | MIT License | Copyright (c) 2023-present Scalar */\n`;
      const script = Buffer.from(license + (await fetchScript(version)));
      const sha256 = createHash('sha256').update(script).digest('hex');
      await writeFile(SCALAR_FILE, await compress(script));
      await writeFile(
        SCALAR_FILE.replace('.js.br', '.json'),
        `${JSON.stringify({ name: PACKAGE, version, license: 'MIT', sha256 }, null, 2)}\n`,
      );
    });
