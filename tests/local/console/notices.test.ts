import {
  dismissAllNotices,
  dismissNotice,
  listNotices,
  notify,
  notifyFailure,
  warning,
} from '../../../local/console/page/notices.ts';

const textsShown = (): string[] => listNotices().map(({ text }) => text);

beforeEach(() => jest.useFakeTimers());

afterEach(() => {
  dismissAllNotices();
  jest.useRealTimers();
});

test('successes and warnings disappear by themselves, failures stay until they are dismissed', () => {
  notify('Sent.');
  notify(warning('Broken on purpose.'));
  notifyFailure(new Error('503: no answer'));
  expect(listNotices().map(({ tone }) => tone)).toEqual(['bad', 'good', 'warn']);

  jest.advanceTimersByTime(60_000);

  expect(textsShown()).toEqual(['503: no answer']);
  for (const { id } of listNotices()) dismissNotice(id);
  expect(textsShown()).toEqual([]);
});

test('at most three failures are shown, and no success pushes them out', () => {
  for (const name of ['first', 'second', 'third', 'fourth']) notifyFailure(new Error(name));
  for (const name of ['a', 'b', 'c', 'd']) notify(name);

  expect(textsShown()).toEqual(['second', 'third', 'fourth', 'b', 'c', 'd']);
});

test('the same failure twice is one notice, the newest', () => {
  notifyFailure(new Error('503: no answer'));
  notifyFailure(new Error('another one'));
  notifyFailure(new Error('503: no answer'));

  expect(textsShown()).toEqual(['another one', '503: no answer']);
});
