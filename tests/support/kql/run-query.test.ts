import { runQuery } from './run-query.ts';

const NOW = Date.UTC(2026, 11, 1, 12);
const MINUTE = 60_000;

const lines = [
  { TimeGenerated: NOW - 90 * MINUTE, Message: '{"event":"job_done","broken":0}' },
  { TimeGenerated: NOW - 5 * MINUTE, Message: '{"event":"job_done","broken":"2"}' },
  { TimeGenerated: NOW - MINUTE, Message: "Executed 'Functions.job' (Succeeded)" },
];

const run = (query: string, T: readonly Readonly<Record<string, unknown>>[] = lines) => runQuery(query, { T }, NOW);

test('rows are filtered by words, whatever their case, but not by parts of words', () => {
  expect(run("T | where Message has 'JOB_DONE'")).toHaveLength(2);
  expect(run("T | where Message has_any (dynamic(['job_don', 'ob']))")).toEqual([]);
  expect(run('T | where Message has_any (dynamic([\'x\', "functions.job"]))')).toHaveLength(1);
});

test('members of JSON that are missing are null, and null is neither more nor less than a number', () => {
  const entry = 'T | extend entry = parse_json(Message)';

  expect(run(`${entry} | where toint(entry.broken) >= 0`)).toHaveLength(2);
  expect(run(`${entry} | where toint(entry.broken) != 0`)).toHaveLength(2);
  expect(run(`${entry} | where isnull(entry.event) or tostring(entry.event) == ''`)).toHaveLength(1);
  expect(run(`${entry} | where tostring(entry.event) in ('job_done') and toint(entry.broken) == 2`)).toHaveLength(1);
});

test('`and` binds more than `or`, and `*` more than a comparison', () => {
  expect(run('print a = 1 | where a == 1 or a == 2 and a == 3')).toHaveLength(1);
  expect(run('print a = 1 | where (a == 1 or a == 2) and a == 3')).toEqual([]);
  expect(run('print a = 3 | where a * 2 >= 2 * 3')).toHaveLength(1);
});

test('no rows are one row without groups, and none with them', () => {
  expect(run('T | where TimeGenerated > ago(1s) | summarize n = count(), first = min(TimeGenerated)')).toEqual([
    { n: 0, first: null },
  ]);
  expect(run('T | where TimeGenerated > ago(1s) | summarize n = count() by Message')).toEqual([]);
});

test('values are counted and summed, also by group and under a condition', () => {
  const T = [
    { kind: 'a', n: 1 },
    { kind: 'a', n: 2 },
    { kind: 'b', n: 4 },
  ];

  expect(run('T | summarize all = sum(n), large = sumif(n, n > 1), few = countif(n < 2), top = max(n)', T)).toEqual([
    { all: 7, large: 6, few: 1, top: 4 },
  ]);
  expect(run('T | summarize n = sum(n) by what = kind', T)).toEqual([
    { what: 'a', n: 3 },
    { what: 'b', n: 4 },
  ]);
});

test('a query can name tables, values and functions, and look for what is not in them', () => {
  const query = `
let done = (name: string) { T | where Message startswith strcat("Executed 'Functions.", name, "' (Succeeded") };
let seen = done('job') | extend job = 'job' | summarize by job;
let since = toscalar(T | summarize min(TimeGenerated));
print job = dynamic(['job', 'other'])
| mv-expand job to typeof(string)
| where since < ago(1h) and job !in (seen)`;

  expect(run(query)).toEqual([{ job: 'other' }]);
});

test.each([
  ['T | project Message', 'does not know the operator "project"'],
  ['T | extend a = toupper(Message)', 'does not know the function "toupper"'],
  ['T | summarize p = percentile(TimeGenerated, 95)', 'does not know the aggregate "percentile"'],
  ['T | where Mesage == 1', 'no column or value "Mesage"'],
  ['U | count', 'no table "U"'],
  ['T | where Message matches regex "a"', '"matches" is one too many'],
  ['T | where Message == #', 'cannot read "#"'],
])('what it does not know is an error: %s', (query, message) => {
  expect(() => run(query)).toThrow(message);
});
