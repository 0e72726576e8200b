import { createLogger } from '../../../local/functions-host/logger.ts';

const foreign = 'id a\r\u001b[2J\u007f\u0085\u009b31m\u2028\u202e\u2066\n12:00:00.000 forged ü🫖';

const linesIn = (format: 'text' | 'json', level: 'information' | 'error'): string => {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  createLogger({ levels: {}, format, quiet: false, write })(level, 'Host', foreign);
  return written;
};

const escaped = String.raw`id a\u000d\u001b[2J\u007f\u0085\u009b31m\u2028\u202e\u2066`;

test.each(['information', 'error'] as const)(
  'foreign text in a message of level %s cannot drive the terminal or begin an entry of its own',
  (level) => {
    const [first, second] = linesIn('text', level).split('\n');
    expect(first).toContain(escaped);
    expect(second).toMatch(/^ {4}12:00:00.000 forged ü🫖/);
  },
);

test('an entry in JSON is one printable line with the message as it was', () => {
  const entry = linesIn('json', 'error');
  expect(entry).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+\n$/u);
  expect(JSON.parse(entry)).toMatchObject({ message: foreign });
});
