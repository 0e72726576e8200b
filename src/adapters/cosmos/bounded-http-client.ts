import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';

/** More than one process can use (5 ms per answer). Bursts wait here instead of opening more. */
const MAX_CONNECTIONS = 64;

export const boundedHttpClient = (): HttpClient => {
  const http = createDefaultHttpClient();
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  const plain = new Agent(options);
  const secure = new SecureAgent({ ...options, minVersion: 'TLSv1.2' });
  return {
    sendRequest: (request) => {
      // Set here and not as the client's `agent`: with a custom agent the client does not allow
      // plain http.
      request.agent = request.url.startsWith('https:') ? secure : plain;
      return http.sendRequest(request);
    },
  };
};
