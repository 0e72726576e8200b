import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';

/** With 5 ms an answer, more than a process can ask for. A crowd waits its turn here instead of opening connections by the hundred. */
const MOST_CONNECTIONS = 64;

/** Keeps its connections for the next requests, and never has more than `MOST_CONNECTIONS`. */
export const boundedHttpClient = (): HttpClient => {
  const http = createDefaultHttpClient();
  const options = { keepAlive: true, maxSockets: MOST_CONNECTIONS };
  const plain = new Agent(options);
  const secure = new SecureAgent({ ...options, minVersion: 'TLSv1.2' });
  return {
    sendRequest: (request) => {
      // Not handed to the client as its `agent`: with a foreign one it refuses plain http.
      request.agent = request.url.startsWith('https:') ? secure : plain;
      return http.sendRequest(request);
    },
  };
};
