import { createHash } from 'node:crypto';
import type { AuditFields } from '../../domain/audit-entry.ts';
import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { EventId } from '../../domain/event.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderId } from '../../domain/order-id.ts';
import { findImage, type Product, type ProductId } from '../../domain/product.ts';
import { onHand, type StockLevel } from '../../domain/stock.ts';
import { type EndpointDetails, isEnabled, type WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DiscardDeadLetterCommand } from '../dead-letters/discard-dead-letter.ts';
import type { ReplayCounts } from '../dead-letters/replay-counts.ts';
import type { ReplayedDeadLetter } from '../dead-letters/replay-dead-letter.ts';
import type { AddedImage, AddImageCommand } from '../images/add-image.ts';
import type { DeleteImageCommand } from '../images/delete-image.ts';
import type { CancelOrderCommand } from '../orders/cancel-order.ts';
import type { ChangeOrderCommand } from '../orders/change-order.ts';
import type { ShipOrderCommand } from '../orders/ship-order.ts';
import type { DeliveryKey } from '../ports/deliveries.ts';
import type { Versioned } from '../ports/versioned.ts';
import type { DeleteProductCommand } from '../products/delete-product.ts';
import type { PutProductCommand } from '../products/put-product.ts';
import type { AdjustStockCommand } from '../stock/adjust-stock.ts';
import type { SetStockCommand } from '../stock/set-stock.ts';
import type { ChangeEndpointCommand } from '../webhooks/change-endpoint.ts';
import type { EndpointWithSecret } from '../webhooks/create-endpoint.ts';
import type { PutEndpointCommand } from '../webhooks/put-endpoint.ts';
import type { AuditPlan } from './audit-plan.ts';

type Deps = Pick<Capabilities, 'orders' | 'products' | 'stock' | 'webhookEndpoints' | 'deliveries'>;

export type AuditPlans = {
  putProduct: AuditPlan<PutProductCommand, Versioned<Product>>;
  deleteProduct: AuditPlan<DeleteProductCommand, void>;
  setStock: AuditPlan<SetStockCommand, Versioned<StockLevel>>;
  adjustStock: AuditPlan<AdjustStockCommand, Versioned<StockLevel>>;
  addImage: AuditPlan<AddImageCommand, AddedImage>;
  deleteImage: AuditPlan<DeleteImageCommand, void>;
  shipOrder: AuditPlan<ShipOrderCommand, Versioned<Order>>;
  cancelOrder: AuditPlan<CancelOrderCommand, Versioned<Order>>;
  retryOrder: AuditPlan<ChangeOrderCommand, Versioned<Order>>;
  replayDeadLetter: AuditPlan<string, ReplayedDeadLetter>;
  replayDeadLetters: AuditPlan<void, ReplayCounts>;
  discardDeadLetter: AuditPlan<DiscardDeadLetterCommand, void>;
  createEndpoint: AuditPlan<EndpointDetails, EndpointWithSecret>;
  putEndpoint: AuditPlan<PutEndpointCommand, Versioned<WebhookEndpoint>>;
  removeEndpoint: AuditPlan<ChangeEndpointCommand, void>;
  rotateSecret: AuditPlan<ChangeEndpointCommand, unknown>;
  testEndpoint: AuditPlan<EndpointId, { eventId: EventId }>;
  retryDelivery: AuditPlan<DeliveryKey, void>;
};

const productFields = ({ name, description, category, price, active }: Product): AuditFields => ({
  name,
  description,
  category,
  price,
  active,
});

const levelFields = (level: StockLevel): AuditFields => ({ onHand: onHand(level), available: level.available });

/** Nothing of the customer, and no tracking number: it leads to the address. */
const orderFields = ({ status, debt, attention, shipment }: Order): AuditFields => ({
  status,
  due: debt?.due,
  attention: attention?.reason,
  carrier: shipment?.carrier,
});

/** The path of a URL may be a secret, so that only its digest shows whether it has changed. */
const endpointFields = (endpoint: WebhookEndpoint): AuditFields => ({
  host: new URL(endpoint.url).host,
  urlDigest: createHash('sha256').update(endpoint.url).digest('hex').slice(0, 8),
  types: endpoint.types,
  description: endpoint.description,
  enabled: isEnabled(endpoint),
});

const productPlans = ({ products, stock }: Deps) => {
  const readProduct = async (id: ProductId) => (await products.getLatest(id))?.value;
  const readLevel = async ({ productId }: { productId: ProductId }): Promise<AuditFields> => {
    const level = (await stock.latestLevel(productId))?.value;
    return level ? levelFields(level) : { onHand: 0, available: 0 };
  };
  const describeLevel = ({ value }: Versioned<StockLevel>) => ({ after: levelFields(value) });

  return {
    putProduct: {
      operation: 'put_product',
      subjectOf: ({ id }) => id,
      readBefore: async ({ id }) => {
        const product = await readProduct(id);
        return product && productFields(product);
      },
      describeResult: ({ value }) => ({ after: productFields(value) }),
    },
    deleteProduct: {
      operation: 'delete_product',
      subjectOf: ({ id }) => id,
      readBefore: async ({ id }) => {
        const product = await readProduct(id);
        return product && { active: product.active, images: product.images.length };
      },
      describeResult: () => ({ after: { active: false, images: 0 } }),
    },
    setStock: {
      operation: 'set_stock',
      subjectOf: ({ productId }) => productId,
      readBefore: readLevel,
      describeResult: describeLevel,
    },
    adjustStock: {
      operation: 'adjust_stock',
      subjectOf: ({ productId }) => productId,
      readBefore: readLevel,
      describeResult: describeLevel,
    },
    addImage: {
      operation: 'add_image',
      subjectOf: ({ productId }) => productId,
      describeResult: ({ imageId }) => ({ after: { imageId } }),
    },
    deleteImage: {
      operation: 'delete_image',
      subjectOf: ({ productId }) => productId,
      readBefore: async ({ productId, imageId }) => {
        const image = findImage(await readProduct(productId), imageId);
        return { imageId, status: image?.status };
      },
    },
  } satisfies Partial<AuditPlans>;
};

const orderPlans = ({ orders }: Deps) => {
  const subjectOf = ({ orderId }: { orderId: OrderId }): OrderId => orderId;
  const readBefore = async ({ orderId }: { orderId: OrderId }): Promise<AuditFields | undefined> => {
    const stored = await orders.getLatest(orderId);
    return stored && orderFields(stored.value);
  };
  const describeResult = ({ value }: Versioned<Order>) => ({ after: orderFields(value) });

  return {
    shipOrder: { operation: 'ship_order', subjectOf, readBefore, describeResult },
    cancelOrder: { operation: 'cancel_order', subjectOf, readBefore, describeResult },
    retryOrder: { operation: 'retry_order', subjectOf, readBefore, describeResult },
  } satisfies Partial<AuditPlans>;
};

const deadLetterPlans = {
  replayDeadLetter: {
    operation: 'replay_dead_letter',
    subjectOf: (sequenceNumber) => sequenceNumber,
    describeResult: ({ sequenceNumber: _subject, ...after }) => ({ after }),
  },
  replayDeadLetters: {
    operation: 'replay_dead_letters',
    subjectOf: () => 'dead-letters',
    describeResult: (after) => ({ after }),
  },
  discardDeadLetter: {
    operation: 'discard_dead_letter',
    subjectOf: ({ sequenceNumber }) => sequenceNumber,
    reasonOf: ({ reason }) => reason,
  },
} satisfies Partial<AuditPlans>;

const webhookPlans = ({ webhookEndpoints, deliveries }: Deps) => {
  const subjectOf = ({ id }: { id: EndpointId }): EndpointId => id;
  const readBefore = async ({ id }: { id: EndpointId }): Promise<AuditFields | undefined> => {
    const stored = await webhookEndpoints.getLatest(id);
    return stored && endpointFields(stored.value);
  };

  return {
    createEndpoint: {
      operation: 'create_endpoint',
      subjectOf: () => 'webhook-endpoints',
      describeResult: ({ value }) => ({ subject: value.id, after: endpointFields(value) }),
    },
    putEndpoint: {
      operation: 'put_endpoint',
      subjectOf,
      readBefore,
      describeResult: ({ value }) => ({ after: endpointFields(value) }),
    },
    removeEndpoint: { operation: 'remove_endpoint', subjectOf, readBefore },
    rotateSecret: { operation: 'rotate_secret', subjectOf },
    testEndpoint: {
      operation: 'test_endpoint',
      subjectOf: (id) => id,
      describeResult: ({ eventId }) => ({ after: { eventId } }),
    },
    retryDelivery: {
      operation: 'retry_delivery',
      subjectOf: ({ endpointId }) => endpointId,
      readBefore: async (key) => ({ eventId: key.eventId, status: (await deliveries.getLatest(key))?.value.status }),
    },
  } satisfies Partial<AuditPlans>;
};

export const auditPlans = (deps: Deps): AuditPlans => ({
  ...productPlans(deps),
  ...orderPlans(deps),
  ...deadLetterPlans,
  ...webhookPlans(deps),
});
