import rhea, { type Message } from 'rhea';

/** Asks `$cbs` or `$management` with a bare AMQP client. Rejects when a link is refused. */
export const rawRequest = (port: number, address: string, properties: object, body: unknown): Promise<Message> =>
  new Promise((resolve, reject) => {
    const container = rhea.create_container({ id: 'raw' });
    const connection = container.connect({ port, host: '127.0.0.1', reconnect: false, username: 'anyone' });
    const end = (finish: () => void): void => {
      connection.close();
      finish();
    };
    container.on('disconnected', () => {});
    container.on('sender_close', ({ sender }) => end(() => reject(sender.error)));
    container.on('receiver_close', ({ receiver }) => end(() => reject(receiver.error)));
    container.on('message', ({ message }) => end(() => resolve(message)));
    container.once('receiver_open', () => connection.open_sender(address));
    container.once('sendable', ({ sender }) =>
      sender.send({ message_id: 'r', reply_to: 'replies', application_properties: properties, body }),
    );
    connection.open_receiver({ name: 'replies', source: address, target: 'replies' });
  });
