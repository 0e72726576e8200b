import { runQuery } from '../../support/kql/run-query.ts';
import { alertCauses } from '../alert-causes.ts';
import { type Data, dataSince } from '../collect-data.ts';
import { at, type Estate, rules } from '../estate.ts';
import { collectHealthyDays, HOUR, MINUTE, NOW } from '../healthy-days.ts';

type Alert = Readonly<{ name: string; query: string; windowMs: number }>;

const milliseconds = (duration: unknown): number => {
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(String(duration)) ?? [];
  return (Number(days ?? 0) * 24 + Number(hours ?? 0)) * HOUR + Number(minutes ?? 0) * MINUTE;
};

const alertsOf = async (estate: Estate): Promise<Alert[]> =>
  (await estate.deployment('public')).of('Microsoft.Insights/scheduledQueryRules').map((one) => ({
    name: one.name.replace('hearth-', ''),
    query: String(at(one, 'properties.criteria.allOf.0.query')),
    windowMs: milliseconds(at(one, 'properties.windowSize')),
  }));

/** The alerts that are raised at a time. Each sees its own window, and counts rows. */
const raisedBy = (data: Data, alerts: readonly Alert[], now = NOW): string[] => {
  const windows = new Set(alerts.map(({ windowMs }) => windowMs));
  return [...windows].flatMap((ms) => {
    const seen = dataSince(data, now - ms, now);
    const raised = alerts.filter(({ query, windowMs }) => windowMs === ms && runQuery(query, seen, now).length > 0);
    return raised.map(({ name }) => name);
  });
};

let healthyDays: Promise<Data> | undefined;

/** Collected once for all rules. */
const healthy = (): Promise<Data> => {
  healthyDays ??= collectHealthyDays();
  return healthyDays;
};

export const alertQueryRules = rules({
  'alert queries: each finds data of its provoked cause, and no other query does': async (estate) => {
    const alerts = await alertsOf(estate);
    expect(Object.keys(alertCauses).sort()).toEqual(alerts.map(({ name }) => name).sort());
    for (const [name, causes] of Object.entries(alertCauses)) {
      for (const [index, { raise, also = [] }] of causes.entries()) {
        const raised = raisedBy(await raise(await healthy()), alerts);
        expect([name, index, raised.sort()]).toEqual([name, index, [name, ...also].sort()]);
      }
    }
  },
  'alert queries: a healthy day raises none': async (estate) => {
    const alerts = await alertsOf(estate);
    for (let now = NOW - 24 * HOUR; now <= NOW; now += HOUR) {
      expect([now, raisedBy(await healthy(), alerts, now)]).toEqual([now, []]);
    }
  },
});
