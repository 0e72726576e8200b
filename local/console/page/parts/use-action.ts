import { useState } from 'preact/hooks';
import { type Notice, notify, notifyFailure } from '../notices.ts';

/** Does something; resolves to what to say, if anything. A text says that it has worked. */
export type Run<Input extends readonly unknown[] = []> = (...input: Input) => Promise<string | Notice | undefined>;

/** For what takes a while and can fail: starts it once at a time, and says how it went. */
export const useAction = <Input extends readonly unknown[]>(run: Run<Input>) => {
  const [isBusy, setBusy] = useState(false);
  const start = async (...input: Input): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      const said = await run(...input);
      if (said !== undefined) notify(said);
    } catch (error) {
      notifyFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, start };
};
