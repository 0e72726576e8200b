import { findWebhookUrlFlaw } from '../../src/domain/webhook-url.ts';

const findFlaw = (url: string): string | undefined => findWebhookUrlFlaw(url, { allowLoopback: false });
const findFlawOnLaptop = (url: string): string | undefined => findWebhookUrlFlaw(url, { allowLoopback: true });

const sound = [
  'https://hooks.example.com',
  'https://hooks.example.com/orders?shop=1',
  'https://hooks.example.com:443/',
  'https://hooks.example.com:1024/',
  'https://hooks.example.com:65535/',
  'HTTPS://Hooks.Example.COM/Orders',
  'https://bücher.example/orders',
  'https://8.8.8.8/orders',
  'https://[2606:4700:4700::1111]:8443/',
  'https://localhost.example.com/',
  'https://127.0.0.1.example.com/',
];

test.each(sound)('%s is a sound URL', (url) => {
  expect(findFlaw(url)).toBeUndefined();
  expect(findFlawOnLaptop(url)).toBeUndefined();
});

test.each([
  ['http://hooks.example.com:8080/', 'Must use https.'],
  ['http://8.8.8.8:8080/', 'Must use https.'],
  ['http://hooks.example.com/', 'Must use https.'],
  ['ftp://hooks.example.com/', 'Must start with https://.'],
  ['file:///etc/passwd', 'Must start with https://.'],
  ['gopher://hooks.example.com:1234/', 'Must start with https://.'],
  ['javascript:alert(1)', 'Must start with https://.'],
  ['hooks.example.com', 'Must start with https://.'],
  ['//hooks.example.com/', 'Must start with https://.'],
  ['https:hooks.example.com', 'Must start with https://.'],
  ['https:/hooks.example.com', 'Must start with https://.'],
  ['', 'Must start with https://.'],
  ['https://', 'Must be a URL, such as https://hooks.example.com/orders.'],
  ['https://[fe80::1%25eth0]/', 'Must be a URL, such as https://hooks.example.com/orders.'],
  ['https://256.1.1.1/', 'Must be a URL, such as https://hooks.example.com/orders.'],
  ['https://hooks.example.com:65536/', 'Must be a URL, such as https://hooks.example.com/orders.'],
  ['https://user:secret@hooks.example.com/', 'Must not contain a user name or password.'],
  ['https://user@hooks.example.com/', 'Must not contain a user name or password.'],
  ['https://:secret@hooks.example.com/', 'Must not contain a user name or password.'],
  ['https://hooks.example.com/#top', 'Must not have a fragment (#).'],
  ['https://hooks.example.com/#', 'Must not have a fragment (#).'],
  ['https://hooks.example.com:80/', 'The port must be 443, or 1024 or above.'],
  ['https://hooks.example.com:22/', 'The port must be 443, or 1024 or above.'],
  ['https://hooks.example.com:1023/', 'The port must be 443, or 1024 or above.'],
  ['https://hooks.example.com:0/', 'The port must be 443, or 1024 or above.'],
  ['https://hooks.example.com./', 'The host name must not end with a dot.'],
  ['https://intranet/', 'The host name must be complete, such as hooks.example.com.'],
  [' https://hooks.example.com/', 'Must not contain spaces, control characters or backslashes.'],
  ['https://hooks.example.com/a b', 'Must not contain spaces, control characters or backslashes.'],
  ['https://hooks.exa\tmple.com/', 'Must not contain spaces, control characters or backslashes.'],
  ['https://hooks.example.com/\u0000', 'Must not contain spaces, control characters or backslashes.'],
  ['https:\\\\hooks.example.com\\', 'Must not contain spaces, control characters or backslashes.'],
])('%j is refused: %s', (url, flaw) => {
  expect(findFlaw(url)).toBe(flaw);
  expect(findFlawOnLaptop(url)).toBe(flaw);
});

test.each([
  ['https://169.254.169.254/metadata/instance', '169.254.169.254'],
  ['https://2852039166/', '169.254.169.254'],
  ['https://0xa9fea9fe/', '169.254.169.254'],
  ['https://0251.0376.0251.0376/', '169.254.169.254'],
  ['https://0xa9.0xfe.0xa9.0xfe/', '169.254.169.254'],
  ['https://169.254.43518/', '169.254.169.254'],
  ['https://169.254.169.254./', '169.254.169.254'],
  ['https://①⑥⑨.②⑤④.①⑥⑨.②⑤④/', '169.254.169.254'],
  ['https://%31%36%39.254.169.254/', '169.254.169.254'],
  ['https://[::ffff:169.254.169.254]/', '::ffff:a9fe:a9fe'],
  ['https://[::ffff:a9fe:a9fe]/', '::ffff:a9fe:a9fe'],
  ['https://[0:0:0:0:0:FFFF:A9FE:A9FE]/', '::ffff:a9fe:a9fe'],
  ['https://[::169.254.169.254]/', '::a9fe:a9fe'],
  ['https://[64:ff9b::169.254.169.254]/', '64:ff9b::a9fe:a9fe'],
  ['https://[2002:a9fe:a9fe::1]/', '2002:a9fe:a9fe::1'],
  ['https://[2001:0:a9fe:a9fe::1]/', '2001:0:a9fe:a9fe::1'],
  ['https://168.63.129.16:32526/', '168.63.129.16'],
  ['https://10.0.0.1/', '10.0.0.1'],
  ['https://172.16.0.1/', '172.16.0.1'],
  ['https://192.168.1.1/', '192.168.1.1'],
  ['https://100.100.100.200/', '100.100.100.200'],
  ['https://0.0.0.0:8080/', '0.0.0.0'],
  ['https://0:8080/', '0.0.0.0'],
  ['https://224.0.0.1/', '224.0.0.1'],
  ['https://255.255.255.255/', '255.255.255.255'],
  ['https://[::]/', '::'],
  ['https://[fe80::1]/', 'fe80::1'],
  ['https://[fd00:ec2::254]/', 'fd00:ec2::254'],
  ['https://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
])('%s is refused, on a laptop too: its address is %s', (url, address) => {
  expect(findFlaw(url)).toBe(`Must be a public address; ${address} is not.`);
  expect(findFlawOnLaptop(url)).toBe(`Must be a public address; ${address} is not.`);
});

test.each([
  ['https://127.0.0.1:8443/', 'Must be a public address; 127.0.0.1 is not.'],
  ['https://127.1:8443/', 'Must be a public address; 127.0.0.1 is not.'],
  ['https://2130706433:8443/', 'Must be a public address; 127.0.0.1 is not.'],
  ['https://0177.0.0.1:8443/', 'Must be a public address; 127.0.0.1 is not.'],
  ['https://0x7f000001:8443/', 'Must be a public address; 127.0.0.1 is not.'],
  ['https://127.8.8.8:8443/', 'Must be a public address; 127.8.8.8 is not.'],
  ['https://[::1]:8443/', 'Must be a public address; ::1 is not.'],
  ['https://localhost:8443/', 'Must not name this machine (localhost).'],
  ['https://LocalHost:8443/', 'Must not name this machine (localhost).'],
  ['https://hooks.localhost:8443/', 'Must not name this machine (localhost).'],
  ['http://127.0.0.1:8443/', 'Must use https.'],
  ['http://[::1]:8443/', 'Must use https.'],
  ['http://localhost:8443/', 'Must use https.'],
])('%s is allowed only on a laptop: %s', (url, flaw) => {
  expect(findFlaw(url)).toBe(flaw);
  expect(findFlawOnLaptop(url)).toBeUndefined();
});

test.each(['http://localhost/', 'http://127.0.0.1:1023/'])('on a laptop, too, the port is checked: %s', (url) => {
  expect(findFlawOnLaptop(url)).toBe('The port must be 443, or 1024 or above.');
});

test('a URL may have 2048 characters', () => {
  const longest = 'https://hooks.example.com/'.padEnd(2048, 'a');

  expect(findFlaw(longest)).toBeUndefined();
  expect(findFlaw(`${longest}a`)).toBe('Must have at most 2048 characters.');
});
