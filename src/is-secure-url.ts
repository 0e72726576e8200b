const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Whether nobody on the network can read or change what comes from there. */
export const isSecureUrl = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
