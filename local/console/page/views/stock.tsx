import { useRef } from 'preact/hooks';
import type { Product, StockLevel } from '../../shapes.ts';
import { call } from '../call.ts';
import { Action } from '../parts/action.tsx';

/** The units of a product, and a field to set them. */
export const Stock = ({ product, stock }: { product: Product; stock: StockLevel | undefined }) => {
  const input = useRef<HTMLInputElement>(null);
  if (stock === undefined) return <p class="dim">Stock unknown</p>;
  const set = async (): Promise<string> => {
    const units = Number(input.current?.value);
    await call('POST', `/api/v1/products/${encodeURIComponent(product.id)}/stock`, { set: units });
    return `${product.name}: ${units} on hand.`;
  };
  return (
    <div class="stock">
      <span>
        <b>{stock.available}</b> available, {stock.held} held
      </span>
      <label>
        <span class="unseen">Units of {product.name} on hand</span>
        <input ref={input} type="number" min={0} step={1} defaultValue={String(stock.onHand)} key={stock.onHand} />
      </label>
      <Action about={`of ${product.name}`} run={set}>
        Set on hand
      </Action>
    </div>
  );
};

/** Why no stock is shown. */
export const StockProblem = ({ problem }: { problem: string | undefined }) =>
  problem === undefined ? null : <p class="trouble">Stock is unknown, and will be read again soon: {problem}</p>;
