import { readFileSync } from 'node:fs';
import { BOUNDARY_FILE, boundaryText } from '../../../tools/boundaries/boundary-settings.ts';

test('the boundary rules of the linter are those of the table', () => {
  const isCurrent = readFileSync(BOUNDARY_FILE, 'utf8') === boundaryText();

  expect(isCurrent ? 'up to date' : `${BOUNDARY_FILE} is not up to date: run "npm run boundaries".`).toBe('up to date');
});
