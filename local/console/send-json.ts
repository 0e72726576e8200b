import type { ServerResponse } from 'node:http';

export const sendJson = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
};

/** A problem document, as the API answers with. */
export const sendProblem = (response: ServerResponse, status: number, detail: string): void =>
  sendJson(response, status, { status, title: status < 500 ? 'Refused' : 'Unavailable', detail });
