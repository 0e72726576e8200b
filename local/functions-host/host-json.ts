import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { throwIfAny, userError } from '../user-error.ts';
import { type JsonSection, jsonSection } from './json-section.ts';
import { leftOut } from './left-out.ts';
import { readJsonFile } from './read-json-file.ts';
import { parseTimeSpan } from './time-span.ts';

export type ServiceBusOptions = {
  maxConcurrentCalls: number;
  autoCompleteMessages: boolean;
  maxMessageBatchSize: number;
  maxAutoLockRenewalMs: number;
  retry: { mode: 'fixed' | 'exponential'; maxRetries: number; delayMs: number; maxDelayMs: number };
};

export type BlobOptions = {
  /** How many invocations may run at once, over all Blob triggers. */
  parallelism: number;
  /** Tries before a blob's message moves to the poison queue. */
  poisonThreshold: number;
};

type TimerLockOptions = {
  /** How long a timer's lock outlives a host that was killed. */
  periodMs: number;
  /** Between two attempts of a host that stands by. */
  pollMs: number;
};

export type HostOptions = {
  routePrefix: string;
  /** Undefined: no limit. */
  maxOutstandingRequests: number | undefined;
  maxConcurrentRequests: number | undefined;
  functionTimeoutMs: number | undefined;
  logLevels: Record<string, string>;
  serviceBus: ServiceBusOptions;
  blobs: BlobOptions;
  timerLock: TimerLockOptions;
  /** Settings that this host ignores, as dotted paths. */
  leftOut: string[];
};

const readSpan = (section: JsonSection, key: string, fallback: number, problems: string[]): number => {
  const text = section.text(key);
  if (text === undefined) return fallback;
  const span = parseTimeSpan(text);
  if (span === undefined) problems.push(`${key} must be a time span such as 00:05:00, not "${text}"`);
  return span ?? fallback;
};

const readServiceBus = (section: JsonSection, problems: string[]): ServiceBusOptions => {
  const retry = section.section('clientRetryOptions');
  const maxConcurrentCalls = section.count('maxConcurrentCalls') ?? 16;
  if (maxConcurrentCalls < 1) problems.push('extensions.serviceBus.maxConcurrentCalls must be at least 1');
  return {
    maxConcurrentCalls,
    autoCompleteMessages: section.flag('autoCompleteMessages') ?? true,
    maxMessageBatchSize: section.count('maxMessageBatchSize') ?? 1000,
    maxAutoLockRenewalMs: readSpan(section, 'maxAutoLockRenewalDuration', 300_000, problems),
    retry: {
      mode: retry.text('mode')?.toLowerCase() === 'fixed' ? 'fixed' : 'exponential',
      maxRetries: retry.count('maxRetries') ?? 3,
      delayMs: readSpan(retry, 'delay', 800, problems),
      maxDelayMs: readSpan(retry, 'maxDelay', 60_000, problems),
    },
  };
};

const readBlobs = (section: JsonSection, problems: string[]): BlobOptions => {
  const atLeastOne = (key: string, fallback: number): number => {
    const count = section.count(key) ?? fallback;
    if (count < 1) problems.push(`extensions.blobs.${key} must be at least 1`);
    return count;
  };
  return {
    parallelism: atLeastOne('maxDegreeOfParallelism', 8 * availableParallelism()),
    poisonThreshold: atLeastOne('poisonBlobThreshold', 5),
  };
};

/** Defaults of the real host in development, which however polls for a free lock once a minute. */
const readTimerLock = (section: JsonSection, problems: string[]): TimerLockOptions => {
  const [period, poll] = ['listenerLockPeriod', 'listenerLockRecoveryPollingInterval'];
  const periodMs = readSpan(section, period, 15_000, problems);
  const pollMs = readSpan(section, poll, 5000, problems);
  if (periodMs < 15_000 || periodMs > 60_000) problems.push(`singleton.${period} must be 00:00:15 to 00:01:00`);
  if (section.has(poll) && pollMs < 15_000) problems.push(`singleton.${poll} must be at least 00:00:15`);
  return { periodMs, pollMs };
};

/** As on the real host, -1 means no limit. */
const limit = (count: number | undefined): number | undefined => (count === undefined || count < 0 ? undefined : count);

/** Throws one error that lists everything wrong in host.json. */
export const readHostJson = async (app: string): Promise<HostOptions> => {
  const file = join(app, 'host.json');
  const json = await readJsonFile(file);
  if (json === undefined) throw userError(`${file} is missing: this is not the folder of a Functions app`);
  const problems: string[] = [];
  const root = jsonSection(json, '', problems);
  if (root.text('version') !== '2.0') problems.push('version must be "2.0"');
  const extensions = root.section('extensions');
  const http = extensions.section('http');
  const timeout = root.text('functionTimeout');
  const options: HostOptions = {
    routePrefix: (http.text('routePrefix') ?? 'api').replaceAll(/^\/+|\/+$/g, ''),
    maxOutstandingRequests: limit(http.count('maxOutstandingRequests')),
    maxConcurrentRequests: limit(http.count('maxConcurrentRequests')),
    functionTimeoutMs: timeout === '-1' ? undefined : readSpan(root, 'functionTimeout', 1_800_000, problems),
    logLevels: root.section('logging').section('logLevel').texts(),
    serviceBus: readServiceBus(extensions.section('serviceBus'), problems),
    blobs: readBlobs(extensions.section('blobs'), problems),
    timerLock: readTimerLock(root.section('singleton'), problems),
    leftOut: leftOut(json),
  };
  throwIfAny(problems, `${file} cannot be used:`);
  return options;
};
