import { Webhook } from 'standardwebhooks';
import { createReceiver } from '../../../local/console/receiver.ts';

const secret = `whsec_${Buffer.from('a secret of a test').toString('base64')}`;
const body = '{"type":"order.confirmed"}';

const sign = (key: string) => {
  const at = new Date();
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign('evt_1', at, body),
  };
};

const open = () => {
  const receiver = createReceiver();
  const place = receiver.open();
  place.setSecret(secret);
  return { receiver, path: place.path };
};

test('a genuine webhook is answered 200 and shown', () => {
  const { receiver, path } = open();

  expect(receiver.receive(path, sign(secret), body)).toBe(200);
  expect(receiver.received()).toMatchObject([{ path, id: 'evt_1', problem: undefined, answered: 200, body }]);
});

test('a webhook with another signature is answered 401 and shown with the reason', () => {
  const { receiver, path } = open();
  const other = `whsec_${Buffer.from('another one').toString('base64')}`;

  expect(receiver.receive(path, sign(other), body)).toBe(401);
  expect(receiver.received()).toMatchObject([{ problem: expect.stringContaining('signature') }]);
});

test('a path that was never opened accepts nothing', () => {
  const { receiver } = open();

  expect(receiver.receive('/receiver/guessed', sign(secret), body)).toBe(401);
});

test('it gives the answer that was chosen, so that one can watch the retries', () => {
  const { receiver, path } = open();

  expect(receiver.setAnswer(path, 500)).toBe(true);
  expect(receiver.receive(path, sign(secret), body)).toBe(500);
  expect(receiver.setAnswer('/receiver/guessed', 500)).toBe(false);
});

test('it keeps the newest hundred', () => {
  const { receiver, path } = open();
  for (let count = 0; count < 120; count += 1) receiver.receive(path, {}, String(count));

  const received = receiver.received();
  expect(received).toHaveLength(100);
  expect(received[0]?.body).toBe('119');
});
