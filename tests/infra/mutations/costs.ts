import { type Mutation, m } from '../mutation.ts';

const page = '../docs/costs.md';

export const costMutations: readonly Mutation[] = [
  m(
    'costs: the page lists the resources that the templates create',
    'main.bicep',
    "  { to: 'host', service: 'table' }\n",
    '',
  ),
  m('costs: the page lists the resources that the templates create', page, '`Web/sites/config`', '`Web/sites/configs`'),
  m('costs: the lines add up to the totals', page, '197.98', '97.98'),
  m('costs: each price has its source and date, or is called an estimate', page, '(2025-05-22)', ''),
];
