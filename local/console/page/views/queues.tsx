import { call } from '../call.ts';
import { plural } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { type Notice, warning } from '../notices.ts';
import { AskFirst } from '../parts/ask-first.tsx';
import { Cell, Row, RowHeader, Table } from '../parts/table.tsx';
import { Loading, Unknowns, View } from '../parts/view.tsx';
import { LetterList } from './letters.tsx';
import { MessageTable } from './messages.tsx';

const states = ['active', 'locked', 'scheduled', 'deferred', 'deadLettered'] as const;
const titles = {
  active: 'Active',
  locked: 'Locked',
  scheduled: 'Scheduled',
  deferred: 'Deferred',
  deadLettered: 'Dead',
};

const Counts = ({ queues }: { queues: Topics['status']['queues'] }) => (
  <Table
    caption="Messages by queue"
    columns={['Queue', ...states.map((state) => ({ name: titles[state], numeric: true }))]}
    empty="No queues."
  >
    {Object.entries(queues ?? {}).map(([name, counts]) => (
      <Row key={name}>
        <RowHeader class="code">{name}</RowHeader>
        {states.map((state) => {
          const count = counts[state] ?? 0;
          const tone = count === 0 ? 'dim' : state === 'deadLettered' ? 'alarming' : 'present';
          return (
            <Cell key={state} class={`number ${tone}`}>
              {count}
            </Cell>
          );
        })}
      </Row>
    ))}
  </Table>
);

type ReplayCounts = { replayed: number; skipped: number; remaining: boolean };

const replayAll = async (): Promise<string | Notice> => {
  const { body } = await call('POST', '/api/v1/admin/dead-letters/replay');
  const { replayed = 0, skipped = 0, remaining = false }: Partial<ReplayCounts> = Object(body);
  const text = [
    `${plural(replayed, 'dead letter')} sent again.`,
    ...(skipped === 0 ? [] : [`${skipped} name nothing to process: discard them.`]),
    ...(remaining ? ['Some are left: replay again.'] : []),
  ].join(' ');
  return skipped === 0 && !remaining ? text : warning(text);
};

type Props = { live: Live<Topics['dead-letters']> | undefined; status: Topics['status'] | undefined };

export const QueuesView = ({ live, status }: Props) => {
  const found = live?.value;
  return (
    <View
      title="Queues"
      live={live}
      actions={
        (found?.letters.length ?? 0) > 1 && (
          <AskFirst
            kind="main"
            question="Replay all dead letters?"
            consequence="Each is processed again, and attention flags are cleared. They fail again if the cause remains."
            yes="Replay them all"
            no="Not yet"
            run={replayAll}
          >
            Replay all dead letters
          </AskFirst>
        )
      }
    >
      {status === undefined ? <Loading /> : <Counts queues={status.queues} />}
      {found !== undefined && (
        <>
          <section aria-labelledby="letters">
            <h2 id="letters">Dead letters</h2>
            {found.letters.length === 0 && found.missing.length === 0 && (
              <p class="dim empty">No message has failed for good.</p>
            )}
            {found.letters.length > 0 && <LetterList letters={found.letters} />}
            {found.hasMore && <p class="dim">There are more than these.</p>}
            {found.missing.length > 0 && <p class="trouble">Could not be read: {found.missing.join(', ')}.</p>}
          </section>
          <section aria-labelledby="messages">
            <h2 id="messages">Messages on their way</h2>
            <MessageTable messages={found.messages} />
          </section>
          <Unknowns items={found.unknown} />
        </>
      )}
    </View>
  );
};
