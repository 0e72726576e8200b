import { useState } from 'preact/hooks';
import { type Notice, notify, notifyFailure } from '../notices.ts';

/** Does something. Resolves to what to show, if anything. Plain text means success. */
export type Run<Input extends readonly unknown[] = []> = (...input: Input) => Promise<string | Notice | undefined>;

/** For actions that take a while and can fail. Runs one at a time, and shows how it went. */
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
