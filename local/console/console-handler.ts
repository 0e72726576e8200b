import type { IncomingMessage, ServerResponse } from 'node:http';
import { askPart } from './ask-part.ts';
import type { ConsoleParts } from './console-parts.ts';
import { createReceiverEndpoint } from './create-receiver-endpoint.ts';
import { findTarget } from './find-target.ts';
import { topicFinder } from './find-topic.ts';
import { followLog } from './follow-log.ts';
import { forward } from './forward.ts';
import { findRefusal, isWebhookCall } from './guard.ts';
import { createLiveHub, type FollowNews } from './live-hub.ts';
import { createLiveStream } from './live-stream.ts';
import { operatorToken } from './operator-token.ts';
import { ownRoutes } from './own-routes.ts';
import { pageHeaders, type SendFile } from './page-files.ts';
import { readBody } from './read-body.ts';
import { createReceiver } from './receiver.ts';
import { sendJson, sendProblem } from './send-json.ts';

type Options = { parts: ConsoleParts; port: number; sendFile: SendFile; quietMs: number };

type Call = { request: IncomingMessage; response: ServerResponse; url: URL };

const MAX_WEBHOOK = 262_144;

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

/** The page, its live stream, the parts that it may reach, and the receiver of webhooks. */
export const createConsoleHandler = ({ parts, port, sendFile, quietMs }: Options) => {
  const token = operatorToken(parts);
  const receiver = createReceiver();
  const followNews: FollowNews = (onNews, signal) => void followLog(`${parts.host}/admin/host/logs`, onNews, signal);
  const hub = createLiveHub(topicFinder({ parts, ask: askPart(parts, token), receiver, quietMs }), followNews);
  const streamLive = createLiveStream(hub);
  const ownUrl = `http://127.0.0.1:${port}`;
  const createEndpoint = createReceiverEndpoint({ host: parts.host, ownUrl, token, receiver });
  const answerOwn = ownRoutes({ parts, receiver, createEndpoint });

  const receiveWebhook = async ({ request, response, url }: Call): Promise<void> => {
    const body = await readBody(request, MAX_WEBHOOK);
    if (body === undefined) return sendProblem(response, 413, 'The webhook is too large.');
    sendJson(response, receiver.receive(url.pathname, request.headers, body), {});
  };

  const passOn = async ({ request, response, url }: Call): Promise<void> => {
    const target = findTarget(parts, request.method ?? '', url);
    if (target === undefined) return sendProblem(response, 404, `${url.pathname} is unknown.`);
    const headers = target.asOperator ? { authorization: `Bearer ${await token()}` } : {};
    await forward(request, response, { ...target, headers });
  };

  const act = (call: Call): Promise<void> =>
    call.url.pathname.startsWith('/console/') ? answerOwn(call) : passOn(call);

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
    const url = new URL(request.url ?? '/', ownUrl);
    const refusal = findRefusal(request, url.pathname, port);
    if (refusal !== undefined) return sendProblem(response, 403, refusal);
    if (isRead(request) && sendFile(url.pathname, response)) return;
    if (isRead(request) && url.pathname === '/console/live') return streamLive(request, response, url.searchParams);
    const call = { request, response, url };
    await (isWebhookCall(request, url.pathname) ? receiveWebhook(call) : act(call));
    if (!isRead(request)) hub.wake();
  };

  return { handle, stop: hub.stop };
};
