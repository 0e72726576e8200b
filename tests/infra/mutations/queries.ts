import { type Mutation, m } from '../mutation.ts';

const analyzed = 'queries: the language service of Kusto finds nothing wrong with any of them';

export const queryMutations: readonly Mutation[] = [
  m(analyzed, 'modules/alerts.bicep', 'max(Sum) by what', 'max(Total) by what'),
  m(analyzed, 'modules/workbook.bicep', 'countif(Success == false)', "countif(Success == 'false' or)"),
  m(
    analyzed,
    '../docs/operations.md',
    '| project TimeGenerated, entry.orderId, entry.due',
    '| projects TimeGenerated, entry.orderId, entry.due',
  ),
];
