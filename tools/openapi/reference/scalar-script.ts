import { createHash } from 'node:crypto';
import scalar from './scalar.json' with { type: 'json' };

/**
 * The browser script of Scalar's API reference, compressed with Brotli. It is kept here because its
 * package would install 299 others, 243 MB, and needs a newer Node than Hearth.
 */
export const SCALAR_FILE = 'tools/openapi/reference/scalar.js.br';

/** The name of a script that is served; it changes with its content. */
const scriptName = (name: string, sha256: string): string => `${name}.${sha256.slice(0, 16)}.js`;

export const scalarScript = scriptName('scalar', scalar.sha256);

export const nameScript = (name: string, content: string): string =>
  scriptName(name, createHash('sha256').update(content).digest('hex'));
