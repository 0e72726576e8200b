import { Command, Option } from 'commander';
import { reportMistakes } from '../../cli/client/report-mistakes.ts';
import type { Benchmark, Findings } from './benchmark.ts';
import { coldStart } from './cold-start/cold-start.ts';
import { formatFindings } from './format-findings.ts';
import { identity } from './identity/identity.ts';
import { images } from './images/images.ts';
import { local } from './local/local.ts';
import { orders } from './orders/orders.ts';
import { scale } from './scale/scale.ts';
import { settle } from './settle/settle.ts';
import { soak } from './soak/soak.ts';
import { telemetry } from './telemetry/telemetry.ts';
import { webhooks } from './webhooks/webhooks.ts';

const benchmarks: Record<string, Benchmark> = {
  'cold-start': coldStart,
  identity,
  images,
  orders,
  settle,
  soak,
  scale,
  webhooks,
  telemetry,
  local,
};

const list = Object.entries(benchmarks)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  .join('\n');

type Flags = { json: boolean; quick: boolean };

const bench = new Command('bench')
  .description('Measures Hearth against the obvious alternative, as ratios in one run.')
  .argument('[names...]', 'what to measure; all of it when left out')
  .addOption(new Option('--json', 'print the findings as JSON').default(false))
  .addOption(new Option('--quick', 'few repetitions: to see that it works, not to measure').default(false))
  .addHelpText('after', `\nBenchmarks:\n${list}\n\nEnds with 1 where a goal is missed, with 2 where the call is wrong.`)
  .action(async (names: string[], { json, quick }: Flags, command: Command) => {
    const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
    if (unknown.length > 0)
      command.error(`unknown benchmark ${unknown.join(', ')}: there are ${Object.keys(benchmarks).join(', ')}.`);
    const all: Record<string, Findings> = {};
    for (const [name, benchmark] of Object.entries(benchmarks)) {
      if (names.length > 0 && !names.includes(name)) continue;
      const progress = (text: string) => void process.stderr.write(`${name}: ${text}\n`);
      all[name] = await benchmark.run({ quick, progress });
      if (!json) process.stdout.write(`${formatFindings(all[name])}\n`);
    }
    if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    const missed = Object.values(all).some(({ goals }) => goals.some(({ met }) => !met));
    process.exit(missed ? 1 : 0);
  });
await reportMistakes(bench).parseAsync();
