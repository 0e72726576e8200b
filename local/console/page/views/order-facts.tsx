import type { Order } from '../../shapes.ts';
import type { WorkProgress } from '../../work-progress.ts';
import { describeWork } from '../describe-work.ts';
import { formatMoney, formatWhen } from '../format.ts';
import { Badge } from '../parts/badge.tsx';
import { Table } from '../parts/table.tsx';
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
      <tr key={line.productId}>
        <td>
          <a href={linkTo('products', line.productId)}>{line.name}</a>
          {line.short && <Badge text="too few in stock" tone="warn" />}
        </td>
        <td class="number">{line.quantity}</td>
        <td class="number">{formatMoney(line.unitPrice, order.currency)}</td>
        <td class="number">{formatMoney(line.lineTotal, order.currency)}</td>
      </tr>
    ))}
  </Table>
);
