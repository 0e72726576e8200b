import type { PatchOperation } from '@azure/cosmos';
import { applyPatch, parsePatch } from '../../../local/cosmos/patch.ts';
import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { codeOf } from './outcome.ts';

const document = { id: 'a', pk: 'p', n: 1, list: [1, 2, 3], nested: { x: 1 } };

const patched = (...operations: PatchOperation[]) =>
  applyPatch(document, parsePatch(JSON.parse(JSON.stringify(operations)), ['pk']).operations);

describe('the operations', () => {
  test('add, set, replace, remove, incr and move do what their names say', () => {
    expect(patched({ op: 'add', path: '/m', value: 2 })).toMatchObject({ n: 1, m: 2 });
    expect(patched({ op: 'set', path: '/nested/y', value: 2 }).nested).toEqual({ x: 1, y: 2 });
    expect(patched({ op: 'replace', path: '/n', value: 'new' })).toMatchObject({ n: 'new' });
    expect(patched({ op: 'remove', path: '/nested/x' }).nested).toEqual({});
    expect(patched({ op: 'incr', path: '/n', value: -3 })).toMatchObject({ n: -2 });
    expect(patched({ op: 'incr', path: '/fresh', value: 7 })).toMatchObject({ fresh: 7 });

    const moved = applyPatch(document, parsePatch([{ op: 'move', from: '/n', path: '/nested/n' }], ['pk']).operations);
    expect(moved).not.toHaveProperty('n');
    expect(moved.nested).toEqual({ x: 1, n: 1 });
  });

  test('in arrays add inserts, set overwrites, and - appends', () => {
    expect(patched({ op: 'add', path: '/list/1', value: 9 }).list).toEqual([1, 9, 2, 3]);
    expect(patched({ op: 'set', path: '/list/1', value: 9 }).list).toEqual([1, 9, 3]);
    expect(patched({ op: 'add', path: '/list/-', value: 9 }).list).toEqual([1, 2, 3, 9]);
    expect(patched({ op: 'remove', path: '/list/0' }).list).toEqual([2, 3]);
  });

  test('the stored version stays as it was', () => {
    patched({ op: 'add', path: '/list/-', value: 9 }, { op: 'set', path: '/nested/x', value: 2 });
    expect(document).toEqual({ id: 'a', pk: 'p', n: 1, list: [1, 2, 3], nested: { x: 1 } });
  });

  test.each<[string, PatchOperation]>([
    ['replaces nothing', { op: 'replace', path: '/none', value: 1 }],
    ['removes nothing', { op: 'remove', path: '/none' }],
    ['has no parent', { op: 'add', path: '/none/x', value: 1 }],
    ['increments a string', { op: 'incr', path: '/pk2', value: 1 }],
    ['goes beyond the array', { op: 'add', path: '/list/9', value: 1 }],
    ['changes the partition key', { op: 'set', path: '/pk', value: 'q' }],
    ['changes the id', { op: 'set', path: '/id', value: 'q' }],
    ['sets a prototype', { op: 'set', path: '/__proto__', value: { x: 1 } }],
    ['sets a property of a prototype', { op: 'set', path: '/nested/__proto__/x', value: 1 }],
    ['has no slash', { op: 'set', path: 'n', value: 1 }],
  ])('one that %s is refused', (_, operation) => {
    const run = () =>
      applyPatch({ ...document, pk2: 's' }, parsePatch(JSON.parse(JSON.stringify([operation])), ['pk']).operations);
    expect(run).toThrow(expect.objectContaining({ status: 400 }));
  });

  test('more than ten are refused', () => {
    const eleven = Array.from({ length: 11 }, () => ({ op: 'incr', path: '/n', value: 1 }));
    expect(() => parsePatch(eleven, ['pk'])).toThrow(expect.objectContaining({ status: 400 }));
  });
});

describe('over the wire', () => {
  let local: LocalAccount;

  beforeAll(async () => {
    local = await startLocalAccount();
    await local.things.items.create(document);
  });

  afterAll(() => local.close());

  test('a patch takes effect only if its condition and its etag hold', async () => {
    const item = local.things.item('a', 'p');
    const operations: PatchOperation[] = [{ op: 'incr', path: '/n', value: 1 }];
    const first = await item.patch({ operations, condition: 'FROM c WHERE c.n = 1 AND IS_DEFINED(c.nested.x)' });

    expect(first.resource).toMatchObject({ n: 2 });
    expect(await codeOf(item.patch({ operations, condition: 'FROM c WHERE c.n = 1' }))).toBe(412);
    expect(await codeOf(item.patch({ operations, condition: 'from x where x.missing > 1' }))).toBe(412);

    const ifMatch = { accessCondition: { type: 'IfMatch', condition: '"old"' } };
    expect(await codeOf(item.patch(operations, ifMatch))).toBe(412);
    expect((await item.read()).resource).toMatchObject({ n: 2 });
  });

  test.each([
    'FROM c WHERE',
    'SELECT TOP 0 * FROM c',
    'SELECT * FROM c WHERE true',
    'FROM c WHERE true ORDER BY c.n',
    'FROM c WHERE true OFFSET 1 LIMIT 1',
    'FROM c JOIN x IN c.list',
    'FROM c GROUP BY c.n',
    '',
  ])('the condition "%s" is 400: it takes FROM and WHERE only', async (condition) => {
    const operations: PatchOperation[] = [{ op: 'incr', path: '/n', value: 1 }];
    const patch = local.things.item('a', 'p').patch({ operations, condition });
    expect(await codeOf(patch)).toBe(400);
  });

  test('a condition without WHERE holds', async () => {
    const operations: PatchOperation[] = [{ op: 'set', path: '/seen', value: true }];
    expect((await local.things.item('a', 'p').patch({ operations, condition: 'FROM c' })).statusCode).toBe(200);
  });
});
