import { signWebhook } from '../../src/domain/sign-webhook.ts';

// The example of the specification of Standard Webhooks.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const message = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

test('signs as Standard Webhooks does', () => {
  expect(signWebhook(message, [secret])).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  });
});

test('signs with every secret, in their order', () => {
  const headers = signWebhook(message, ['whsec_AAAA', secret]);

  expect(headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
  expect(headers['webhook-signature']?.endsWith(` ${signature}`)).toBe(true);
});

test.each([
  ['id', { ...message, id: 'msg_other' }],
  ['time', { ...message, timestamp: 1_614_265_331 }],
  ['body', { ...message, body: '{"test": 2432232315}' }],
])('another %s has another signature', (_, changed) => {
  expect(signWebhook(changed, [secret])['webhook-signature']).not.toBe(signature);
});
