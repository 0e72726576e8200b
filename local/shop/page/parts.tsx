import { useEffect, useRef } from 'preact/hooks';
import { thumbHashToDataURL } from 'thumbhash';
import { API, type Problem, type Product } from './api.ts';

/** Of a whole page. After a click the focus goes to it, as it would with a new document. */
export const Heading = ({ children }: { children: string }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const isFirst = document.title === 'Hearth';
    document.title = `${children} – Hearth shop`;
    if (!isFirst) heading.current?.focus();
  }, [children]);
  return <h1 {...{ ref: heading, tabIndex: -1 }}>{children}</h1>;
};

export const formatMoney = (amount: number, currency: string): string => {
  const format = new Intl.NumberFormat('en-IE', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
};

export const formatTime = (time: string | undefined): string =>
  time === undefined ? 'to come' : new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

const showThumbHash = (base64: string): string =>
  `center / cover url(${thumbHashToDataURL(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))})`;

/** The API sends WebP or JPEG by the `Accept` header. Until it is there, the ThumbHash is shown. */
export const Photo = ({ product, sizes }: { product: Product; sizes: string }) => {
  const { placeholder, variants = [] } = product.images.find(({ status }) => status === 'ready') ?? {};
  const srcset = variants.map(({ url, width }) => `${API}${url} ${width}w`).join(', ');
  if (srcset === '') return <div class="photo" />;
  const background = placeholder && showThumbHash(placeholder);
  return <img class="photo" alt="" width="4" height="3" {...{ srcset, sizes, style: { background } }} />;
};

const advice: Readonly<Record<string, string>> = {
  price_changed: 'A price has just changed. Check the new total, then order again.',
  product_not_available: 'Something in your cart is no longer sold. Check what is left, then order again.',
  busy: 'The shop is very busy. Try again in a minute: you cannot order twice by accident.',
  not_found: 'This customer has no such order.',
};

export const ProblemNote = ({ problem }: { problem: Problem | undefined }) =>
  problem && (
    <div class="problem" role="alert">
      {[advice[problem.code] ?? problem.detail, ...(problem.errors ?? []).map(({ message }) => message)].join(' ')}
      {problem.requestId && <small>Reference: {problem.requestId}</small>}
    </div>
  );

const createCustomer = (id: string, recipient: string, line1: string, city: string, country: string) => {
  return { id, address: { recipient, line1, city, country } };
};
export type Customer = ReturnType<typeof createCustomer>;

const alice = createCustomer('alice', 'Alice Example', '1 High Street', 'Berlin', 'DE');
const others = [
  createCustomer('bob', 'Bob Sample', '22 Mill Lane', 'Bristol', 'GB'),
  createCustomer('chloe', 'Chloé Modèle', '3 rue du Four', 'Lyon', 'FR'),
];
export const findCustomer = (id: string | null): Customer => others.find((each) => each.id === id) ?? alice;

export type Choice = { customer: Customer; setCustomer: (id: string) => void };

export const CustomerChoice = ({ legend, customer, setCustomer }: Choice & { legend: string }) => (
  <fieldset>
    <legend>{legend}</legend>
    {[alice, ...others].map(({ id, address: { recipient, line1, city } }) => (
      <label key={id}>
        <input type="radio" name="customer" checked={id === customer.id} onChange={() => setCustomer(id)} />
        {recipient}
        <small>{`${line1}, ${city}`}</small>
      </label>
    ))}
  </fieldset>
);
