import { createSampler } from '../../../src/adapters/telemetry/sampler.ts';

const idFrom = (start: string): string => start.padEnd(32, '0');
const parent = (sampled: boolean) => ({ traceId: idFrom('80000000'), spanId: '1'.repeat(16), sampled });

test.each([
  ['always_on', undefined, parent(false), true],
  ['always_off', undefined, parent(true), false],
  ['traceidratio', '0', parent(true), false],
  ['traceidratio', '1', parent(false), true],
  ['parentbased_traceidratio', '0', parent(true), true],
  ['parentbased_traceidratio', '0', undefined, false],
  ['parentbased_always_off', undefined, undefined, false],
  ['parentbased_always_off', undefined, parent(true), true],
  ['microsoft.fixed_percentage', '0', parent(true), true],
  ['microsoft.fixed_percentage', '0', parent(false), false],
  ['microsoft.fixed_percentage', '0', undefined, false],
  ['microsoft.fixed_percentage', '1', parent(false), true],
  ['something else', '0', undefined, true],
  ['something else', undefined, parent(false), false],
])('%s (%s) with the parent %j records: %j', (name, argument, around, expected) => {
  expect(createSampler({ name, argument })(idFrom('80000000'), around)).toBe(expected);
});

test.each([undefined, '', ' ', 'half', '-0.1', '1.1'])('a ratio of %j counts as 1', (argument) => {
  expect(createSampler({ name: 'traceidratio', argument })(idFrom('ffffffff'), undefined)).toBe(true);
});

test.each([
  ['0', '00000000', false],
  ['0.5', '7fffffff', true],
  ['0.5', '80000000', false],
])('with a ratio of %s, the start of the id decides: %s is recorded: %j', (argument, start, expected) => {
  expect(createSampler({ name: 'traceidratio', argument })(idFrom(start), undefined)).toBe(expected);
});
