import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { unreadableFile } from '../client/unreadable-file.ts';

const hasTextAt = (head: Buffer, text: string, offset: number): boolean =>
  head.toString('latin1', offset, offset + text.length) === text;

/** By the first bytes of a file: 16, or all that it has. */
const findTypeByMagic = (head: Buffer): string | undefined => {
  if (hasTextAt(head, '\xff\xd8\xff', 0)) return 'image/jpeg';
  if (hasTextAt(head, '\x89PNG\r\n\x1a\n', 0)) return 'image/png';
  if (hasTextAt(head, 'RIFF', 0) && hasTextAt(head, 'WEBP', 8)) return 'image/webp';
  if (hasTextAt(head, 'GIF8', 0)) return 'image/gif';
  if (hasTextAt(head, 'ftypavif', 4)) return 'image/avif';
  if (hasTextAt(head, 'ftyphei', 4)) return 'image/heic';
  if (hasTextAt(head, 'II*\0', 0) || hasTextAt(head, 'MM\0*', 0)) return 'image/tiff';
  if (hasTextAt(head, '%PDF', 0)) return 'application/pdf';
  return undefined;
};

const typesByExtension: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
  '.heic': 'image/heic',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.svg': 'image/svg+xml',
  '.bmp': 'image/bmp',
  '.pdf': 'application/pdf',
};

export type SourceFile = { path: string; bytes: number; contentType: string };

/**
 * By the first bytes or, if they say nothing, by the name. Throws a Failure if it cannot be read.
 */
export const inspectFile = async (path: string): Promise<SourceFile> => {
  const file = await open(path).catch((error: unknown) => {
    throw unreadableFile(path, error);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw unreadableFile(path, { code: 'EISDIR' });
    const head = Buffer.alloc(16);
    await file.read(head, 0, head.length, 0);
    const contentType =
      findTypeByMagic(head) ?? typesByExtension[extname(path).toLowerCase()] ?? 'application/octet-stream';
    return { path, bytes: stats.size, contentType };
  } finally {
    await file.close();
  }
};
