import { useEffect, useState } from 'preact/hooks';
import type { JobRun } from '../../shapes.ts';
import { call } from '../call.ts';
import { describeTimerRun } from '../describe-timer-run.ts';
import { formatSpan, formatWhen, toWords } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import type { Notice } from '../notices.ts';
import { Action } from '../parts/action.tsx';
import { Badge } from '../parts/badge.tsx';
import { Cell, Row, RowHeader, Table } from '../parts/table.tsx';
import { Loading, Unknowns, View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';

const describeRun = ({ summary, reason }: JobRun): string =>
  reason ??
  Object.entries(summary ?? {})
    .map(([name, value]) => `${toWords(name)} ${value}`)
    .join(', ');

const Result = ({ name, runs }: { name: string; runs: readonly JobRun[] | undefined }) => {
  const last = runs?.[0];
  if (runs === undefined) {
    return (
      <span class="dim">
        Only in <a href={linkTo('log', undefined, { function: name })}>its log</a>: this timer runs too often for its
        results to be kept.
      </span>
    );
  }
  if (last === undefined) return <span class="dim">It has not run yet.</span>;
  const tookMs = Date.parse(last.endedAt) - Date.parse(last.startedAt);
  return (
    <>
      <Badge text={last.outcome} />
      <a href={linkTo('log', undefined, { invocation: last.id })}>
        {formatWhen(last.startedAt)}
        <span class="unseen">: log of this run</span>
      </a>
      <span class="dim"> took {formatSpan(tookMs)}</span>
      <p class="dim">{describeRun(last)}</p>
    </>
  );
};

const runNow = async (name: string): Promise<Notice> => {
  const { body } = await call('POST', '/console/timers/run', { name });
  const { text, tone, log } = describeTimerRun(name, Object(body));
  return { text, tone, ...(log !== undefined && { link: { href: linkTo('log', undefined, log), text: 'Its log' } }) };
};

const useNow = (): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
};

const describeNext = (nextRun: string | undefined, now: number): string => {
  if (nextRun === undefined) return 'unknown';
  const left = Date.parse(nextRun) - now;
  return left <= 0 ? 'now' : `${formatWhen(nextRun)}, in ${formatSpan(left)}`;
};

export const TimersView = ({ live }: { live: Live<Topics['timers']> | undefined }) => {
  const now = useNow();
  const found = live?.value;
  return (
    <View title="Timers" live={live}>
      {found === undefined ? (
        live?.problem === undefined && <Loading />
      ) : (
        <>
          <Table
            caption="Timers"
            columns={['Timer', 'Next run', 'Last result', { name: 'Run', hidden: true }]}
            empty="The host has no timers."
          >
            {found.timers.map(({ name, isDisabled, nextRun, runs }) => (
              <Row key={name}>
                <RowHeader>{name}</RowHeader>
                <Cell class="nowrap">{isDisabled ? 'disabled' : describeNext(nextRun, now)}</Cell>
                <Cell class="wide">
                  <Result name={name} runs={runs} />
                </Cell>
                <Cell class="number">
                  <Action about={name} run={() => runNow(name)}>
                    Run now
                  </Action>
                </Cell>
              </Row>
            ))}
          </Table>
          <p class="dim">Times are local; schedules are in UTC.</p>
          <Unknowns items={found.unknown} />
        </>
      )}
    </View>
  );
};
