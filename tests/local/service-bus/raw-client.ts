import rhea, { type Connection, type Container, type Message } from 'rhea';

/** A plain AMQP client, for what the Service Bus client never does or shows. */
export const rawClient = (port: number): { container: Container; connection: Connection } => {
  const container = rhea.create_container({ id: 'raw' });
  container.on('disconnected', () => {});
  const connection = container.connect({
    port,
    host: '127.0.0.1',
    reconnect: false,
    username: 'anyone',
    idle_time_out: 60_000,
  });
  return { container, connection };
};

/** Sends a request to `$cbs` or `$management`. */
export const rawRequest = (port: number, address: string, properties: object, body: unknown): Promise<Message> =>
  new Promise((resolve) => {
    const { container, connection } = rawClient(port);
    container.on('message', ({ message }) => {
      connection.close();
      resolve(message);
    });
    container.once('receiver_open', () => connection.open_sender(address));
    container.once('sendable', ({ sender }) =>
      sender.send({ message_id: 'r', reply_to: 'replies', application_properties: properties, body }),
    );
    connection.open_receiver({ name: 'replies', source: address, target: 'replies' });
  });
