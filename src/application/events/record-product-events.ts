import type { Product } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { productEvent } from './product-event.ts';
import { type Recorded, recordChanges } from './record-changes.ts';

type Deps = Pick<Capabilities, 'productChanges' | 'events' | 'eventTopic' | 'clock' | 'pause' | 'log' | 'telemetry'>;

/** Records the versions of changed products: see `recordChanges`. Safe to repeat. */
export const recordProductEvents = ({ productChanges, ...deps }: Deps) => {
  const record = recordChanges<Product>(deps, (change) => [productEvent(change)]);
  return (documents: readonly unknown[]): Promise<Recorded> =>
    record(documents.map((document) => productChanges.read(document)));
};
