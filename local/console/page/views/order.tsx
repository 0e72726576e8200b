import { plural } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { Loading, Unknowns, View } from '../parts/view.tsx';
import { LetterList } from './letters.tsx';
import { MessageTable } from './messages.tsx';
import { OrderActions } from './order-actions.tsx';
import { OrderFacts, OrderLines } from './order-facts.tsx';
import { Timeline } from './order-timeline.tsx';
import { Waterfall } from './trace.tsx';
import { TraceList } from './traces.tsx';

export const OrderView = ({ live }: { live: Live<Topics['order']> | undefined }) => {
  const story = live?.value;
  if (story === undefined) {
    return (
      <View title="Order" live={live}>
        {live?.problem === undefined && <Loading />}
      </View>
    );
  }
  const { order, progress, timeline, deadLetters, messages, traces, trace, unknown } = story;
  return (
    <View title={`Order ${order.number ?? order.id}`} live={live} actions={<OrderActions order={order} />}>
      {order.attention !== undefined && (
        <p class="trouble bad">
          Needs attention: {order.attention.reason.replace(/\.$/, '')}. Fix the cause, then retry the order or replay
          its dead letter.
        </p>
      )}
      <OrderFacts order={order} progress={progress} />
      <OrderLines order={order} />
      <Timeline entries={timeline} />
      {deadLetters.length > 0 && (
        <section aria-labelledby="letters">
          <h2 id="letters">{plural(deadLetters.length, 'dead letter')}</h2>
          <LetterList letters={deadLetters} />
        </section>
      )}
      {messages.length > 0 && (
        <section aria-labelledby="messages">
          <h2 id="messages">Messages on their way</h2>
          <MessageTable messages={messages} />
        </section>
      )}
      {traces.length > 0 && (
        <section aria-labelledby="traces">
          <h2 id="traces">Traces</h2>
          <TraceList traces={traces} />
          {trace !== undefined && <Waterfall rows={trace.rows} totalMs={trace.ms} />}
        </section>
      )}
      <Unknowns items={unknown} />
    </View>
  );
};
