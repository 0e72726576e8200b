import type { SpanAddress } from '../../domain/trace-context.ts';

/** `name` and `argument`: `OTEL_TRACES_SAMPLER` and its `_ARG`. */
export type SamplerSettings = { name: string; argument: string | undefined };

export type Sampler = (traceId: string, parent: SpanAddress | undefined) => boolean;

const ratioOf = (argument: string | undefined): number => {
  const ratio = argument === undefined || argument.trim() === '' ? 1 : Number(argument);
  return ratio >= 0 && ratio <= 1 ? ratio : 1;
};

/** The same for every part of a trace: its id decides. */
const isWithin = (traceId: string, ratio: number): boolean =>
  Number.parseInt(traceId.slice(0, 8), 16) < ratio * 2 ** 32;

/**
 * Which traces are recorded. Azure's own sampler decides in the host by an algorithm of its own:
 * what the host records is recorded here, too, and with a ratio of 1 everything, whatever a caller
 * says. A name that is not known counts as `parentbased_always_on`, the default.
 */
export const createSampler = ({ name, argument }: SamplerSettings): Sampler => {
  if (name === 'always_on') return () => true;
  if (name === 'always_off') return () => false;
  const ratio = ratioOf(argument);
  if (name === 'traceidratio') return (traceId) => isWithin(traceId, ratio);
  if (name === 'microsoft.fixed_percentage') {
    return (traceId, parent) => parent?.sampled === true || isWithin(traceId, ratio);
  }
  const rootRatio = name === 'parentbased_traceidratio' ? ratio : name === 'parentbased_always_off' ? 0 : 1;
  return (traceId, parent) => parent?.sampled ?? isWithin(traceId, rootRatio);
};
