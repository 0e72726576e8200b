import type { Order } from '../../shapes.ts';
import type { WorkProgress } from '../../work-progress.ts';
import { describeWork } from '../describe-work.ts';
import { formatMoney, formatWhen } from '../format.ts';
import { Badge } from '../parts/badge.tsx';
import { Cell, Row, Table } from '../parts/table.tsx';
import { linkTo } from '../route.ts';

type Props = { order: Order; progress: WorkProgress | undefined };

export const OrderFacts = ({ order, progress }: Props) => {
  const { what, why } = describeWork(order, progress);
  return (
    <dl class="facts">
      <div>
        <dt>State</dt>
        <dd>
          <Badge text={order.status} />
        </dd>
      </div>
      <div>
        <dt>Placed</dt>
        <dd>{formatWhen(order.placedAt)}</dd>
      </div>
      <div>
        <dt>Total</dt>
        <dd>{formatMoney(order.total, order.currency)}</dd>
      </div>
      <div>
        <dt>Work due</dt>
        <dd>
          {what === '' ? 'none' : what}
          {why !== '' && order.attention === undefined && <span class="why">{why}</span>}
        </dd>
      </div>
      <div>
        <dt>Customer</dt>
        <dd class="code">{order.customerId ?? 'unknown'}</dd>
      </div>
      <div>
        <dt>Id</dt>
        <dd class="code">{order.id}</dd>
      </div>
    </dl>
  );
};

export const OrderLines = ({ order }: { order: Order }) => (
  <Table
    caption="Lines of the order"
    columns={[
      'Product',
      { name: 'Quantity', numeric: true },
      { name: 'Price', numeric: true },
      { name: 'Sum', numeric: true },
    ]}
    empty="No lines."
  >
    {order.items.map((line) => (
      <Row key={line.productId}>
        <Cell>
          <a href={linkTo('products', line.productId)}>{line.name}</a>
          {line.short && <Badge text="too few in stock" tone="warn" />}
        </Cell>
        <Cell class="number">{line.quantity}</Cell>
        <Cell class="number">{formatMoney(line.unitPrice, order.currency)}</Cell>
        <Cell class="number">{formatMoney(line.lineTotal, order.currency)}</Cell>
      </Row>
    ))}
  </Table>
);
