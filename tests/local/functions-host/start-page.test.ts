import { readFile } from 'node:fs/promises';
import { failingHost, type HostProcess, startHost } from './host-process.ts';

const main = `app.get('one', { handler: () => ({ body: 'one' }) });`;

describe('the page at / of the host', () => {
  let host: HostProcess;

  beforeAll(async () => {
    host = await startHost({
      main,
      packageJson: { name: 'shop', description: 'Sells <chairs> & tables.' },
      args: ['Health=/api/health', 'A "quoted" page=/api/docs?a=1&b=2', 'Shop=http://127.0.0.1:1/'].flatMap((page) => [
        '--page',
        page,
      ]),
    });
  });

  afterAll(() => host.stop());

  test('is HTML for a browser, with what the app is and links to its pages', async () => {
    const response = await fetch(host.url, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    const text = await response.text();

    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('vary')).toBe('Accept');
    expect(text).toContain('<h1>shop</h1>\n<p>Sells &lt;chairs&gt; &amp; tables.</p>');
    expect(text).toContain('<a href="/api/health">Health</a>');
    expect(text).toContain('<a href="/api/docs?a=1&amp;b=2">A &quot;quoted&quot; page</a>');
    expect(text).toContain('<a href="http://127.0.0.1:1/">Shop</a>');
    expect(text).toContain('<a href="/admin/functions">');
  });

  test('is plain text with whole addresses for curl', async () => {
    const response = await fetch(host.url, { headers: { accept: '*/*' } });

    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const text = await response.text();
    expect(text).toMatch(new RegExp(`^shop\\nSells <chairs> & tables\\.\\n\\n {2}Health +${host.url}/api/health\\n`));
    expect(text).toMatch(/^ {2}Shop +http:\/\/127\.0\.0\.1:1\/$/m);
  });

  test('has no body for HEAD, and no other path has it', async () => {
    const head = await fetch(host.url, { method: 'HEAD' });
    const { status } = await fetch(`${host.url}/index.html`);

    expect([head.status, await head.text(), status]).toEqual([200, '', 404]);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(50);
  });
});

test('a page has to be a path from the root or a full URL', async () => {
  const { code, output } = await failingHost({ main, args: ['--page', 'Health=api/health'] });

  expect(code).toBe(2);
  expect(output).toContain('Give a name and a path or URL: Health=/api/health.');
});

describe('pages of usual development servers', () => {
  const ports = [3000, 5173, 4321, 8080];
  const origins = ports.flatMap((port) => [`http://localhost:${port}`, `http://127.0.0.1:${port}`]);

  test('may call the API with the settings of the example', async () => {
    const settings = JSON.parse(await readFile('local.settings.json.example', 'utf8'));
    const { ALLOWED_ORIGINS } = settings.Values;
    const host = await startHost({ main, settings: { Values: { ALLOWED_ORIGINS } } });
    const preflight = async (origin: string) => {
      const response = await fetch(`${host.url}/api/one`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,idempotency-key',
        },
      });
      return ['origin', 'methods', 'headers'].map((name) => response.headers.get(`access-control-allow-${name}`));
    };

    for (const origin of origins) {
      expect(await preflight(origin)).toEqual([origin, 'POST', 'authorization,content-type,idempotency-key']);
    }
    expect(await preflight('http://localhost:3001')).toEqual([null, null, null]);
    await host.stop();
  });
});
