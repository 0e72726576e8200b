import type { ServerResponse } from 'node:http';
import { sendAnswer } from './send-answer.ts';

export const sendJson = (response: ServerResponse, status: number, value: unknown): void =>
  sendAnswer(response, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    cookies: [],
    body: Buffer.from(JSON.stringify(value)),
  });
