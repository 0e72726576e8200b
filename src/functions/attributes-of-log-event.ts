import type { Attributes } from '../application/ports/telemetry.ts';

/** By the field of an event. None of these is personal. */
const names: Readonly<Record<string, string>> = {
  orderId: 'hearth.order.id',
  productId: 'hearth.product.id',
  imageId: 'hearth.image.id',
  eventId: 'hearth.event.id',
  endpointId: 'hearth.endpoint.id',
  attempt: 'hearth.attempt',
};

const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** What an event of the log says of the invocation that logs it. */
export const attributesOfLogEvent = (event: string, fields: Readonly<Record<string, unknown>>): Attributes => {
  const attributes: Record<string, string | number> = {};
  for (const [field, name] of Object.entries(names)) {
    const value = fields[field];
    if (isScalar(value)) attributes[name] = value;
  }
  const { status } = fields;
  if (event === 'request' && typeof status === 'number') {
    attributes['http.response.status_code'] = status;
    if (status >= 500) attributes['error.type'] = String(status);
  }
  return attributes;
};
