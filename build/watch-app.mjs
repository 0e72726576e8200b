// Builds the app after every change. Tells the parent process of each build that worked.
import { context } from 'esbuild';
import { app } from './app.mjs';

const reportSuccess = {
  name: 'report-success',
  setup: ({ onEnd }) => onEnd(({ errors }) => void (errors.length === 0 && process.send('built'))),
};

// Files of earlier builds stay until the next `npm run build`: the running app still loads them.
const { watch } = await context({ ...app, plugins: [reportSuccess] });
process.once('disconnect', () => process.exit());
await watch();
