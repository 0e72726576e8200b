import { plural } from './format.ts';
import type { Live, Topics } from './live.ts';
import { countDead, countWaiting } from './message-counts.ts';
import type { Tone } from './parts/badge.tsx';
import { linkTo, type ViewName } from './route.ts';

type Status = Topics['status'];
type Light = { name: string; text: string; tone: Tone; view: ViewName };

const lightOfShop = ({ hostUp, notReady }: Status): Light => {
  if (!hostUp) return { name: 'Host', text: 'down', tone: 'bad', view: 'faults' };
  if (notReady !== undefined) return { name: 'Host', text: 'not ready', tone: 'warn', view: 'faults' };
  return { name: 'Host', text: 'ready', tone: 'good', view: 'faults' };
};

const lightOfCosmos = ({ cosmos }: Status): Light => {
  const light = { name: 'Cosmos DB', view: 'faults' } as const;
  if (cosmos === undefined) return { ...light, text: 'unknown', tone: 'warn' };
  if ((cosmos.rules ?? []).length > 0) return { ...light, text: 'failing on demand', tone: 'bad' };
  if (cosmos.staleReads !== undefined) return { ...light, text: 'lagging', tone: 'warn' };
  return { ...light, text: 'fine', tone: 'good' };
};

const lightOfBus = ({ serviceBus, serviceBusPaused }: Status): Light => {
  const light = { name: 'Service Bus', view: 'faults' } as const;
  if (serviceBus === undefined) return { ...light, text: 'unknown', tone: 'warn' };
  if (serviceBusPaused) return { ...light, text: 'down', tone: 'bad' };
  if ((serviceBus.rules ?? []).length > 0) return { ...light, text: 'failing on demand', tone: 'bad' };
  return { ...light, text: 'fine', tone: 'good' };
};

const lightsOf = (status: Status): Light[] => {
  const waiting = countWaiting(status.queues);
  const dead = countDead(status.queues);
  return [
    lightOfShop(status),
    lightOfCosmos(status),
    lightOfBus(status),
    { name: 'Waiting', text: plural(waiting, 'message'), tone: waiting > 0 ? 'info' : 'plain', view: 'queues' },
    { name: 'Dead letters', text: String(dead), tone: dead > 0 ? 'bad' : 'plain', view: 'queues' },
  ];
};

/** How the shop and its parts are, on every view. */
export const StatusBar = ({ live, problem }: { live: Live<Status> | undefined; problem: string | undefined }) => {
  const trouble = problem ?? live?.problem;
  if (trouble !== undefined) {
    return (
      <p class="lights trouble" role="alert">
        {trouble}
      </p>
    );
  }
  if (live?.value === undefined) return <p class="lights dim">Connecting…</p>;
  return (
    <ul class="lights" aria-label="State of the parts">
      {lightsOf(live.value).map(({ name, text, tone, view }) => (
        <li key={name}>
          <a class={`light ${tone}`} href={linkTo(view)}>
            <span class="dim">{name}</span> {text}
          </a>
        </li>
      ))}
    </ul>
  );
};
