import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { traceSummary } from '../shapes.ts';
import { spanNode, toWaterfall } from '../waterfall.ts';

const MAX_TRACES = 50;

const trace = traceSummary.extend({ dropped: z.number(), roots: z.array(spanNode) });

const addressOf = ({ traces }: ConsoleParts): string => {
  if (traces === undefined) throw new Error('Nothing collects traces. Start Hearth with: npm start -- --traces');
  return traces;
};

export const readTraces = (parts: ConsoleParts, ask: AskPart) => async (signal: AbortSignal) =>
  z.array(traceSummary).parse(await ask.part(`${addressOf(parts)}/traces?limit=${MAX_TRACES}`, signal));

export const readTrace = (parts: ConsoleParts, ask: AskPart, id: string) => async (signal: AbortSignal) => {
  const { roots, ...summary } = trace.parse(await ask.part(`${addressOf(parts)}/traces/${id}`, signal));
  return { ...summary, rows: toWaterfall(roots) };
};

export type Traces = Awaited<ReturnType<ReturnType<typeof readTraces>>>;
export type Trace = Awaited<ReturnType<ReturnType<typeof readTrace>>>;
