import { productEvent } from '../../../src/application/events/product-event.ts';
import type { Change } from '../../../src/application/ports/changes.ts';
import type { ShopEvent } from '../../../src/domain/event.ts';
import type { Order } from '../../../src/domain/order.ts';
import { eventsOf } from '../../../src/domain/order-events.ts';
import type { Product } from '../../../src/domain/product.ts';

type Fact = { content: string; mustExist: boolean };

/** What has really happened, as it was at the moment of its write. */
export const truth = (broken: (what: string) => void) => {
  const facts = new Map<string, Fact>();
  const lastVersions = new Map<string, string>();

  const know = (event: ShopEvent, mustExist: boolean): void => {
    facts.set(event.id, { content: JSON.stringify(event), mustExist });
  };

  return {
    orderEntered: ({ value }: Change<Order>): void => {
      const event = eventsOf(value).find(({ type }) => type === `order.${value.status}`);
      if (event) know(event, true);
      else broken(`entering ${value.status} is no event`);
    },
    /** The feed may never show this version, but always the last one. */
    productChanged: (change: Change<Product>): void => {
      const { id } = change.value;
      const former = facts.get(lastVersions.get(id) ?? '');
      if (former) former.mustExist = false;
      const event = productEvent(change);
      know(event, true);
      lastVersions.set(id, event.id);
    },
    tested: (event: ShopEvent): void => know(event, false),
    check: (event: ShopEvent): void => {
      const fact = facts.get(event.id);
      if (!fact) broken(`${event.id} never happened`);
      else if (fact.content !== JSON.stringify(event)) broken(`${event.id} has other content than when it happened`);
    },
    mustExist: (): string[] => [...facts].filter(([, { mustExist }]) => mustExist).map(([id]) => id),
  };
};

export type Truth = ReturnType<typeof truth>;
