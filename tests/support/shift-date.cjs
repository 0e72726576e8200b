// Moves the clock of the process that requires it: AHEAD_FILE holds the milliseconds.
const { readFileSync } = require('node:fs');

const RealDate = Date;
const now = () => RealDate.now() + Number(readFileSync(process.env.AHEAD_FILE, 'utf8'));

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === Date ? target : newTarget),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
