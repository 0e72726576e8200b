import { at, type Deployment } from './estate.ts';

/** By the title of the chart. */
export const workbookQueries = (deployment: Deployment): ReadonlyMap<string, string> => {
  const data: unknown = JSON.parse(
    String(at(deployment.one('Microsoft.Insights/workbooks'), 'properties.serializedData')),
  );
  const items: unknown[] = Object(at(data, 'items'));
  return new Map(
    items.flatMap((item): [string, string][] => {
      const query = at(item, 'content.query');
      return typeof query === 'string' ? [[String(at(item, 'content.title')), query]] : [];
    }),
  );
};

const alertQueries = (deployment: Deployment): ReadonlyMap<string, string> =>
  new Map(
    deployment
      .of('Microsoft.Insights/scheduledQueryRules')
      .map((one) => [one.name, String(at(one, 'properties.criteria.allOf.0.query'))]),
  );

/** Of the alerts and the workbook. */
export const allQueries = (deployment: Deployment): (readonly [string, string])[] => [
  ...alertQueries(deployment),
  ...workbookQueries(deployment),
];

/** The queries that a page of the documentation shows. */
export const queriesOfPage = (name: string, page: string): (readonly [string, string])[] =>
  [...page.matchAll(/^```kusto\n([\s\S]*?)^```$/gm)].map(([, query = ''], i) => [`${name} #${i + 1}`, query]);
