import type { Order } from '../../shapes.ts';
import { formatMoney, formatWhen } from '../format.ts';
import { Badge } from '../parts/badge.tsx';
import { Table } from '../parts/table.tsx';
import { linkTo } from '../route.ts';

export const OrderFacts = ({ order }: { order: Order }) => (
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
      <dd>{order.due ?? 'none'}</dd>
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
