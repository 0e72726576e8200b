import { call } from '../call.ts';
import { clearFaults, type FaultSwitch, faultGroups, hasFaults } from '../fault-switches.ts';
import { formatSpan, plural } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { type Notice, warning } from '../notices.ts';
import { Action } from '../parts/action.tsx';
import { Badge } from '../parts/badge.tsx';
import { Loading, View } from '../parts/view.tsx';
import { MAX_SAMPLES, type Sample, useSamples } from '../recovery.ts';
import { linkTo } from '../route.ts';

type Status = Topics['status'];

const Switch = ({ fault, part, status }: { fault: FaultSwitch; part: string; status: Status }) => {
  const isOn = fault.isOn(status);
  return (
    <li class={isOn ? 'switch on' : 'switch'}>
      <div>
        <h3>{fault.name}</h3>
        <p class="dim">{fault.effect}</p>
      </div>
      <Action
        kind={isOn ? 'danger' : 'plain'}
        about={`${part}: ${fault.name}`}
        run={async () => {
          await (isOn ? fault.turnOff() : fault.turnOn());
          return isOn ? `${part} works again.` : warning(`${part}: ${fault.name.toLowerCase()}, until you repair it.`);
        }}
      >
        {isOn ? 'Repair' : 'Break'}
      </Action>
    </li>
  );
};

const killHost = async (): Promise<Notice> => {
  await call('POST', '/console/host/kill');
  return warning('The host was killed. Another one starts in two seconds.');
};

const Host = ({ status }: { status: Status }) => (
  <section class="card" aria-labelledby="host">
    <h2 id="host">Functions host</h2>
    <ul>
      <li class={status.hostUp ? 'switch' : 'switch on'}>
        <div>
          <h3>Kill it</h3>
          <p class="dim">
            Like <span class="code">kill -9</span>: work in progress is lost, and the log of the host with it. The host
            that takes its place does the work again.
          </p>
        </div>
        <Action kind="danger" disabled={!status.canKillHost || !status.hostUp} run={killHost}>
          Kill
        </Action>
      </li>
    </ul>
  </section>
);

const HEIGHT = 48;
const STEP = 6;

const describeSamples = (samples: readonly Sample[]): string => {
  const last = samples.at(-1);
  if (last === undefined) return 'Nothing yet.';
  const most = Math.max(...samples.map(({ waiting }) => waiting));
  const since = samples.findLastIndex(({ state }) => state !== last.state) + 1;
  const begun = samples[since]?.at ?? last.at;
  const states = { fine: 'All parts work', failing: 'Something fails', down: 'The host is down' };
  const isSinceStart = since === 0;
  const span = isSinceStart ? '' : ` (for ${formatSpan(Math.max(1000, last.at - begun))})`;
  return `${states[last.state]}${span}. ${plural(last.waiting, 'message')} waiting, at most ${most} in the last two minutes.`;
};

/** A bar for each second: its height is how many messages wait, its colour whether something fails. */
const Recovery = () => {
  const samples = useSamples();
  const most = Math.max(4, ...samples.map(({ waiting }) => waiting));
  return (
    <section aria-labelledby="recovery">
      <h2 id="recovery">Recovery</h2>
      <p>{describeSamples(samples)}</p>
      <svg
        class="strip"
        viewBox={`0 0 ${MAX_SAMPLES * STEP} ${HEIGHT + 8}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {samples.map(({ at, state, waiting }, index) => {
          const x = (MAX_SAMPLES - samples.length + index) * STEP;
          const height = (waiting / most) * HEIGHT;
          return (
            <g key={at}>
              <rect class="waiting" x={x} y={HEIGHT - height} width={STEP - 1} height={height} />
              <rect class={state} x={x} y={HEIGHT + 2} width={STEP} height={6} />
            </g>
          );
        })}
      </svg>
    </section>
  );
};

const MAX_SHOWN = 12;

const OpenOrders = ({ orders }: { orders: Topics['newest-orders'] | undefined }) => {
  const shown = [
    ...new Map([...(orders?.flagged ?? []), ...(orders?.recent ?? [])].map((order) => [order.id, order])).values(),
  ];
  return (
    <section aria-labelledby="newest">
      <h2 id="newest">Orders, as they are now</h2>
      <ul class="chips">
        {shown.slice(0, MAX_SHOWN).map((order) => (
          <li key={order.id}>
            <a class="code" href={linkTo('orders', order.id)}>
              {order.number ?? order.id}
            </a>{' '}
            <Badge text={order.status} />
            {order.attention !== undefined && <Badge text="needs attention" tone="bad" />}
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <p class="dim">
          None yet. <a href={linkTo('orders')}>Place one</a> before you break something.
        </p>
      )}
    </section>
  );
};

type Props = { status: Live<Status> | undefined; orders: Live<Topics['newest-orders']> | undefined };

export const FaultsView = ({ status: live, orders }: Props) => {
  const status = live?.value;
  return (
    <View
      title="Faults"
      live={orders}
      actions={
        <Action kind="main" disabled={status === undefined || !hasFaults(status)} run={clearFaults}>
          Clear all faults
        </Action>
      }
    >
      <p class="dim">Break a part of the laptop cloud and watch how the shop copes. Nothing here reaches Azure.</p>
      {status === undefined ? (
        <Loading />
      ) : (
        <>
          {status.notReady !== undefined && <p class="trouble">The shop is not ready. {status.notReady}</p>}
          <div class="groups">
            {faultGroups.map(({ part, switches }) => (
              <section key={part} class="card" aria-label={part}>
                <h2>{part}</h2>
                <ul>
                  {switches.map((fault) => (
                    <Switch key={fault.name} fault={fault} part={part} status={status} />
                  ))}
                </ul>
              </section>
            ))}
            <Host status={status} />
          </div>
          <Recovery />
          <OpenOrders orders={orders?.value} />
        </>
      )}
    </View>
  );
};
