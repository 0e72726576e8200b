import { z } from 'zod';
import type { Receiver } from './receiver.ts';

const created = z.looseObject({ id: z.string(), secret: z.string() });

type Options = {
  /** Of the functions host. */
  host: string;
  /** Of the console, as the host reaches it. */
  ownUrl: string;
  token: () => Promise<string>;
  receiver: Receiver;
};

const WAIT_MS = 10_000;

/** Adds a webhook endpoint that leads to the built-in receiver. Gives the API's answer. */
export const createReceiverEndpoint =
  ({ host, ownUrl, token, receiver }: Options) =>
  async (types: unknown): Promise<{ status: number; body: unknown }> => {
    const place = receiver.open();
    const url = `${ownUrl}${place.path}`;
    const response = await fetch(`${host}/api/v1/webhook-endpoints`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url, types, description: 'The receiver of the console' }),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    const body: unknown = await response.json();
    if (response.ok) place.setSecret(created.parse(body).secret);
    else place.close();
    return { status: response.status, body: response.ok ? { id: created.parse(body).id, url } : body };
  };
