import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Of a call: what stands before it, the file, its line and its column. */
const CALL = /^( +at (?:.*?[ (])?)(file:\/\/\/[^\s()]+|\/[^\s():]+)(?<=\.js):(\d+):(\d+)/gm;

const MAX_MAPS = 20;

const maps = new Map<string, Promise<SourceMap | undefined>>();

/** Undefined if the file has none, or one that cannot be read. */
const readMap = async (file: string): Promise<SourceMap | undefined> => {
  try {
    return new SourceMap(JSON.parse(await readFile(`${file}.map`, 'utf8')));
  } catch {
    return undefined;
  }
};

const findMap = (file: string): Promise<SourceMap | undefined> => {
  const map = maps.get(file) ?? readMap(file);
  if (maps.size < MAX_MAPS) maps.set(file, map);
  return map;
};

/** From the folder of the repository, such as `src/main.ts:7:1`. */
const findSource = (map: SourceMap, line: number, column: number): string | undefined => {
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in entry)) return undefined;
  const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
  return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
};

/** The stack with files of the source, as far as the maps next to the bundle know them. */
export const mapStack = async (stack: string): Promise<string> => {
  const calls = await Promise.all(
    [...stack.matchAll(CALL)].map(async ([, before = '', path = '', line, column]) => {
      const map = await findMap(path.startsWith('file:') ? fileURLToPath(path) : path);
      const source = map && findSource(map, Number(line), Number(column));
      return source && before + source;
    }),
  );
  return stack.replace(CALL, (call) => calls.shift() ?? call);
};
