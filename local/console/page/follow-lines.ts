import { useEffect, useState } from 'preact/hooks';
import type { LogLine } from '../shapes.ts';

const MAX_LINES = 1_000;
/** Lines come in bursts: the page is drawn once for each burst. */
const BURST_MS = 100;

const PATH = '/admin/host/logs';

const readLines = (text: string): LogLine[] => {
  const value: unknown = JSON.parse(text);
  const list: LogLine[] | { items?: LogLine[] } = Object(value);
  return Array.isArray(list) ? list : (list.items ?? []);
};

type Lines = { lines: readonly LogLine[]; problem: string | undefined };

const NOTHING: Lines = { lines: [], problem: undefined };

/** The lines that the host has kept and those that it writes from now on, the oldest first. */
export const useLogLines = (query: string): Lines => {
  const [shown, setShown] = useState<Lines>(NOTHING);
  useEffect(() => {
    const ended = new AbortController();
    const seen = new Set<string>();
    let lines: LogLine[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource | undefined;
    const draw = (): void => {
      timer = undefined;
      setShown({ lines, problem: undefined });
    };
    const add = (found: readonly LogLine[]): void => {
      for (const line of found) {
        const key = JSON.stringify(line);
        if (seen.has(key)) continue;
        seen.add(key);
        lines.push(line);
      }
      lines = lines.slice(-MAX_LINES);
      timer ??= setTimeout(draw, BURST_MS);
    };
    const follow = async (): Promise<void> => {
      const response = await fetch(`${PATH}${query}`, { signal: ended.signal });
      if (!response.ok) {
        setShown({ lines: [], problem: `This host does not show its log (${response.status}).` });
        return;
      }
      add(readLines(await response.text()));
      if (ended.signal.aborted) return;
      source = new EventSource(`${PATH}${query}`);
      source.onmessage = ({ data }) => add([JSON.parse(String(data))]);
    };
    setShown(NOTHING);
    follow().catch((error: unknown) => {
      if (!ended.signal.aborted) setShown({ lines: [], problem: `The log could not be read: ${String(error)}` });
    });
    return () => {
      ended.abort();
      source?.close();
      clearTimeout(timer);
    };
  }, [query]);
  return shown;
};
