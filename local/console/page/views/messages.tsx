import type { QueuedMessage } from '../../shapes.ts';
import { formatWhen } from '../format.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { Cell, Row, Table } from '../parts/table.tsx';
import { linkTo } from '../route.ts';

const tones: Readonly<Record<string, Tone>> = { active: 'info', locked: 'warn', scheduled: 'plain', deferred: 'plain' };

const ORDER_ID = /ord_[\w-]+/;

const attemptOf = ({ properties }: QueuedMessage): string =>
  typeof properties.attempt === 'number' ? String(properties.attempt + 1) : '';

/** Messages that are waiting or being processed. */
export const MessageTable = ({ messages }: { messages: readonly QueuedMessage[] }) => (
  <Table
    caption="Messages that are waiting or being processed"
    columns={[
      'Queue',
      'State',
      { name: 'Attempt', numeric: true },
      { name: 'Failed deliveries', numeric: true },
      'Due',
      'Order',
      'Body',
    ]}
    empty="No messages are waiting."
  >
    {messages.map((message) => {
      const order = ORDER_ID.exec(message.body)?.[0];
      return (
        <Row key={`${message.entity} ${message.sequenceNumber}`}>
          <Cell>{message.entity}</Cell>
          <Cell>
            <Badge text={message.state} tone={tones[message.state] ?? 'plain'} />
          </Cell>
          <Cell class="number">{attemptOf(message)}</Cell>
          <Cell class="number">{message.deliveryCount}</Cell>
          <Cell class="nowrap">{formatWhen(message.scheduledFor ?? message.enqueuedAt)}</Cell>
          <Cell>{order !== undefined && <a href={linkTo('orders', order)}>order</a>}</Cell>
          <Cell class="code wide">{message.body}</Cell>
        </Row>
      );
    })}
  </Table>
);
