import { type Command, Option } from 'commander';
import {
  type AddCommand,
  type ApiFlags,
  apiCommandAdder,
  formatExamples,
  limitOption,
  type Perform,
} from './api-command.ts';
import type { Task } from './outcome.ts';
import type * as tasks from './webhook-tasks.ts';

type Tasks = typeof tasks;
type Load = (choose: (tasks: Tasks) => Task) => () => Promise<Task>;

const load: Load = (choose) => async () => choose(await import('./webhook-tasks.ts'));

const ENDPOINT = 'id of the endpoint, from list';

const collect = (type: string, types: readonly string[] = []): readonly string[] => [...types, type];

const addEndpointCommands = (add: AddCommand, perform: Perform): void => {
  add('list', 'List the webhook endpoints.', 'webhooks list').action((flags: ApiFlags) =>
    perform(
      flags,
      'reading',
      load((tasks) => tasks.listEndpointsTask()),
    ),
  );

  add('add', 'Add an endpoint, and show its secret.', 'webhooks add https://hooks.example.com/ --type order.confirmed')
    .argument('<url>', 'where to send the events')
    .requiredOption('--type <type>', 'type of the events to send; may be repeated', collect)
    .option('--description <text>', 'whose endpoint it is')
    .action((url: string, flags: ApiFlags & { type: string[]; description?: string }) => {
      const { type: types, description } = flags;
      const details = { url, types, ...(description !== undefined && { description }), enabled: true };
      return perform(
        flags,
        'adding',
        load((tasks) => tasks.addEndpointTask(details)),
      );
    });
};

type OfEndpoint = { name: string; description: string; what: string; choose: (tasks: Tasks, id: string) => Task };

const ofEndpoint: readonly OfEndpoint[] = [
  {
    name: 'test',
    description: 'Send a test event, and show the answer.',
    what: 'sending',
    choose: ({ testEndpointTask }, id) => testEndpointTask(id),
  },
  {
    name: 'rotate',
    description: 'Make a new secret. For 24 hours, both secrets sign.',
    what: 'rotating',
    choose: ({ rotateSecretTask }, id) => rotateSecretTask(id),
  },
  {
    name: 'enable',
    description: 'Enable an endpoint, and send what is still due.',
    what: 'enabling',
    choose: ({ setEnabledTask }, id) => setEnabledTask(id, true),
  },
  {
    name: 'disable',
    description: 'Disable an endpoint. It never gets events that happen meanwhile.',
    what: 'disabling',
    choose: ({ setEnabledTask }, id) => setEnabledTask(id, false),
  },
  {
    name: 'remove',
    description: 'Remove an endpoint for good.',
    what: 'removing',
    choose: ({ removeEndpointTask }, id) => removeEndpointTask(id),
  },
];

const addDeliveryCommands = (add: AddCommand, perform: Perform): void => {
  add('deliveries', 'List the deliveries to an endpoint, newest first.', 'webhooks deliveries whe_abc --status failed')
    .argument('<endpoint>', ENDPOINT)
    .addOption(
      new Option('--status <status>', 'only deliveries with this status').choices(['pending', 'delivered', 'failed']),
    )
    .addOption(limitOption())
    .action((id: string, flags: ApiFlags & { status?: string; limit: number }) =>
      perform(
        flags,
        'reading',
        load((tasks) => tasks.listDeliveriesTask(id, flags.status, flags.limit)),
      ),
    );

  add('retry', 'Send an event to an endpoint again.', 'webhooks retry whe_abc evt_ord_abc_def_shipped')
    .argument('<endpoint>', ENDPOINT)
    .argument('<event>', 'id of the event, from deliveries')
    .action((id: string, eventId: string, flags: ApiFlags) =>
      perform(
        flags,
        'sending',
        load((tasks) => tasks.retryDeliveryTask(id, eventId)),
      ),
    );
};

/** `webhooks COMMAND` and `events`, below `ops`. */
export const addWebhookCommands = (ops: Command, perform: Perform): void => {
  const webhooks = ops
    .command('webhooks')
    .description('Manage webhook endpoints.')
    .addHelpText('after', formatExamples('webhooks list', 'webhooks test whe_abc', 'webhooks deliveries whe_abc'));
  const add = apiCommandAdder(webhooks);

  addEndpointCommands(add, perform);
  for (const { name, description, what, choose } of ofEndpoint) {
    add(name, description, `webhooks ${name} whe_abc`)
      .argument('<endpoint>', ENDPOINT)
      .action((id: string, flags: ApiFlags) =>
        perform(
          flags,
          what,
          load((tasks) => choose(tasks, id)),
        ),
      );
  }
  addDeliveryCommands(add, perform);

  apiCommandAdder(ops)(
    'events',
    'List events of orders and products, newest first.',
    'events',
    'events --type order.shipped',
  )
    .option('--type <type>', 'only events of this type')
    .option('--subject <id>', 'only events of this order or product')
    .addOption(limitOption())
    .action((flags: ApiFlags & { type?: string; subject?: string; limit: number }) => {
      const { type, subject, limit } = flags;
      const filter = { ...(type !== undefined && { type }), ...(subject !== undefined && { subject }) };
      return perform(
        flags,
        'reading',
        load((tasks) => tasks.listEventsTask(filter, limit)),
      );
    });
};
