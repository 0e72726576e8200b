import type { Order } from '../../shapes.ts';
import type { WorkProgress } from '../../work-progress.ts';
import { describeWork } from '../describe-work.ts';
import { formatMoney, formatWhen } from '../format.ts';
import { Badge } from '../parts/badge.tsx';
import { Cell, Row } from '../parts/table.tsx';
import { linkTo } from '../route.ts';

const describeItems = ({ items }: Order): string =>
  items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');

const toneOf = ({ attention }: Order, progress: WorkProgress | undefined): string | undefined => {
  if (attention !== undefined) return 'bad';
  return progress === undefined ? undefined : 'warn';
};

type Props = { order: Order; progress: WorkProgress | undefined };

/** State and work come first: on a narrow screen the rest is further down. */
export const OrderRow = ({ order, progress }: Props) => {
  const { what, why } = describeWork(order, progress);
  return (
    <Row class={toneOf(order, progress)}>
      <Cell>
        <a class="code" href={linkTo('orders', order.id)}>
          {order.number ?? order.id}
        </a>
      </Cell>
      <Cell>
        <Badge text={order.status} />
        {order.attention !== undefined && <Badge text="needs attention" tone="bad" />}
        {progress !== undefined && <Badge text="retrying" tone="warn" />}
      </Cell>
      <Cell class="work">
        {what}
        {why !== '' && <span class="why">{why}</span>}
      </Cell>
      <Cell class="wide">{describeItems(order)}</Cell>
      <Cell class="number">{formatMoney(order.total, order.currency)}</Cell>
      <Cell class="dim nowrap">{formatWhen(order.placedAt)}</Cell>
    </Row>
  );
};
