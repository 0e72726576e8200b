import { isAnyNamed } from '../../../tools/infra/named-tests.ts';

const report = {
  testResults: [
    {
      assertionResults: [
        { title: 'every rule has a mutation', status: 'passed' },
        { title: 'alerts: each is explained <- modules/alerts.bicep #12', status: 'pending' },
      ],
    },
  ],
};

test.each(['alerts:', 'explained', 'modules/alerts.bicep', ''])('a part of a rule or a file is found (%p)', (some) => {
  expect(isAnyNamed(report, some)).toBe(true);
});

test.each(['nosuchrule', '#12', 'every rule has a mutation'])(
  'what no rule or file has in its name is not (%p)',
  (some) => {
    expect(isAnyNamed(report, some)).toBe(false);
  },
);
