import { noteFailures } from '../../../src/adapters/telemetry/note-failures.ts';

const failed = (message: string) => ({ code: 1, error: new Error(message) });

test('the first failure after a success is reported, and each result is passed on as it is', () => {
  const said: string[] = [];
  const note = noteFailures((reason) => void said.push(reason));
  const results = [{ code: 0 }, failed('down'), failed('still down'), { code: 0 }, { code: 0 }, failed('down again')];

  expect(results.map(note)).toStrictEqual(results);
  expect(said).toEqual(['down', 'down again']);
});

test('a failure without a reason is reported, too', () => {
  const said: string[] = [];
  noteFailures((reason) => void said.push(reason))({ code: 1 });

  expect(said).toEqual(['no reason given']);
});
