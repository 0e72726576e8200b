/** Shows people that something is still going on. */
export type Activity = {
  /** What is being done from now on. */
  say: (text: string) => void;
  end: () => void;
};

const LINE_EVERY_MS = 2000;

/** Writes a line every two seconds. On a terminal each replaces the one before it. */
export const showActivity = (stream: NodeJS.WritableStream & { isTTY?: boolean }, what: string): Activity => {
  const begun = Date.now();
  let text = what;
  let shown = false;
  const timer = setInterval(() => {
    const line = `${text} (${Math.round((Date.now() - begun) / 1000)} s)`;
    stream.write(stream.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    shown = true;
  }, LINE_EVERY_MS);
  return {
    say: (next) => {
      text = next;
    },
    end: () => {
      clearInterval(timer);
      if (shown && stream.isTTY) stream.write('\r\u001b[K');
    },
  };
};
