// Builds what is out of date: node build/build.mjs [app|local|tools|bench|comparisons|crash]...
// Without names, what `npm start` needs.
import { app, writeDocsIfStale } from './app.mjs';
import { bench } from './bench.mjs';
import { bundleIfStale } from './bundle.mjs';
import { comparisons } from './comparisons.mjs';
import { crash } from './crash.mjs';
import { consolePage, local, shopPage } from './local.mjs';
import { telemetry } from './telemetry.mjs';
import { tools } from './tools.mjs';

// The tools write the docs that the app serves.
const targets = {
  app: [app, telemetry, tools],
  local: [local, consolePage, shopPage],
  tools: [tools],
  bench: [bench],
  comparisons,
  crash: [crash],
};

const names = process.argv.length > 2 ? process.argv.slice(2) : ['app', 'local'];
const unknown = names.filter((name) => !Object.hasOwn(targets, name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Choose from ${Object.keys(targets).join(', ')}.`);
  process.exit(2);
}

const wanted = new Set(names.flatMap((name) => targets[name]));
await Promise.all([...wanted].map(bundleIfStale));
if (wanted.has(app)) writeDocsIfStale();
