import { useEffect, useState } from 'preact/hooks';
import type { LogLine } from '../shapes.ts';

/** As many as the host keeps. */
const MAX_LINES = 5_000;
/** Lines come in bursts: the page is drawn once for each burst. */
const BURST_MS = 100;

type Lines = { lines: readonly LogLine[]; problem: string | undefined };

const NOTHING: Lines = { lines: [], problem: undefined };

const AGAIN_MS = 2_000;

const NO_LOG = "The log cannot be read: the host is down, or it is not the laptop's own (--func).";

/** The lines that the host has kept, then those that it writes from now on, the oldest first. */
export const useLogLines = (query: string): Lines => {
  const [shown, setShown] = useState<Lines>(NOTHING);
  useEffect(() => {
    const seen = new Set<string>();
    const lines: LogLine[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      setShown({ lines: [...lines], problem: undefined });
    };
    const add = ({ data, lastEventId }: MessageEvent): void => {
      if (seen.has(lastEventId)) return;
      seen.add(lastEventId);
      const line: LogLine = JSON.parse(String(data));
      lines.push(line);
      if (lines.length > MAX_LINES) lines.shift();
      timer ??= setTimeout(draw, BURST_MS);
    };
    let source: EventSource;
    let again: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      source = new EventSource(`/admin/host/logs${query}`);
      source.onopen = () => setShown({ lines: [...lines], problem: undefined });
      source.onmessage = add;
      source.onerror = () => {
        // By itself, a browser connects again only if a stream breaks off, not after an error.
        if (source.readyState !== EventSource.CLOSED) return;
        setShown({ lines: [...lines], problem: NO_LOG });
        again = setTimeout(open, AGAIN_MS);
      };
    };
    setShown(NOTHING);
    open();
    return () => {
      source.close();
      clearTimeout(timer);
      clearTimeout(again);
    };
  }, [query]);
  return shown;
};
