import { readFileSync } from 'node:fs';
import { nodeNotice } from '../../../local/commands/node-notice.ts';

test.each(['20.9.0', '20.20.2', '21.7.3'])(
  'Node %s is named as out of support, with what to use instead',
  (version) => {
    expect(nodeNotice(version)).toBe(
      `Node ${version} is out of support (Node 20 ended on 2026-04-30). Hearth still runs on it; Node 24 is recommended.`,
    );
  },
);

test.each(['22.0.0', '24.12.0', '26.1.0'])('Node %s needs no notice', (version) => {
  expect(nodeNotice(version)).toBeUndefined();
});

test('version managers choose the Node that is recommended', () => {
  expect(readFileSync('.nvmrc', 'utf8')).toBe('24\n');
  expect(readFileSync('.devcontainer/devcontainer.json', 'utf8')).toContain('-node:24"');
});
