const digits = new Map<string, number>();

const digitsOf = (currency: string): number => {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const found =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  digits.set(currency, found);
  return found;
};

/** `amount` is in minor units. */
export const formatMoney = (amount: number, currency: string): string => {
  const places = digitsOf(currency);
  const text = (amount / 10 ** places).toLocaleString('en', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  return `${text} ${currency}`;
};

const two = (value: number): string => String(value).padStart(2, '0');

/** Time of day, local. */
export const formatTime = (iso: string, withMs = false): string => {
  const time = new Date(iso);
  const text = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return withMs ? `${text}.${String(time.getMilliseconds()).padStart(3, '0')}` : text;
};

/** With the day unless it is today. */
export const formatWhen = (iso: string): string => {
  const time = new Date(iso);
  if (time.toDateString() === new Date().toDateString()) return formatTime(iso);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${formatTime(iso)}`;
};

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** Such as `3 min`; whole units. */
export const formatSpan = (ms: number): string => {
  const [name, size] = units.find(([, least]) => ms >= least) ?? ['ms', 1];
  return `${Math.floor(ms / size)} ${name}`;
};

/** Such as `1.234 s`: under ten seconds, milliseconds count. */
export const formatGap = (ms: number): string =>
  ms >= 1_000 && ms < 10_000 ? `${(ms / 1_000).toFixed(3)} s` : formatSpan(ms);

export const formatBytes = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1_048_576
      ? `${(bytes / 1024).toFixed(0)} KiB`
      : `${(bytes / 1_048_576).toFixed(1)} MiB`;

/** `order_given_up` as `order given up`. */
export const toWords = (name: string): string => name.replaceAll('_', ' ');

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Such as `3.4 ms` or `1.25 s`. */
export const formatMs = (ms: number): string =>
  ms < 1000 ? `${Number(ms.toFixed(1))} ms` : `${(ms / 1000).toFixed(2)} s`;
