import { useRef } from 'preact/hooks';
import type { Product } from '../../shapes.ts';
import { call } from '../call.ts';
import type { Topics } from '../live.ts';
import { Action } from '../parts/action.tsx';

type KnownStock = Topics['product']['stock'];

/** The units of a product, and a field to set them. */
export const Stock = ({ product, stock }: { product: Product; stock: KnownStock }) => {
  const input = useRef<HTMLInputElement>(null);
  if (stock === undefined) return <p class="dim">Stock unknown</p>;
  const { level, isOld } = stock;
  const set = async (): Promise<string> => {
    const units = Number(input.current?.value);
    await call('POST', `/api/v1/products/${encodeURIComponent(product.id)}/stock`, { set: units });
    return `${product.name}: ${units} on hand.`;
  };
  return (
    <div class="stock">
      <span>
        <b>{level.available}</b> available, {level.held} held{isOld && <span class="dim"> (not up to date)</span>}
      </span>
      <label>
        <span class="unseen">Units of {product.name} on hand</span>
        <input ref={input} type="number" min={0} step={1} defaultValue={String(level.onHand)} key={level.onHand} />
      </label>
      <Action about={`of ${product.name}`} run={set}>
        Set on hand
      </Action>
    </div>
  );
};

/** Why stock is unknown or out of date. */
export const StockProblem = ({ problem }: { problem: string | undefined }) =>
  problem === undefined ? null : <p class="trouble">Stock cannot be read. It will be read again soon: {problem}</p>;
