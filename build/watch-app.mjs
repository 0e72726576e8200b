// Builds the app after every change. Tells the parent process of each build that worked.
import { context, stop } from 'esbuild';
import { app } from './app.mjs';

const reportSuccess = {
  name: 'report-success',
  setup: ({ onEnd }) => onEnd(({ errors }) => void (errors.length === 0 && process.send('built'))),
};

// Files of earlier builds stay until the next `npm run build`: the running app still loads them.
const { watch } = await context({ ...app, plugins: [...app.plugins, reportSuccess] });
// esbuild is a process of its own. Left to itself it may outlive this one, and keep its terminal.
process.once('disconnect', () => void Promise.resolve(stop()).finally(() => process.exit()));
await watch();
