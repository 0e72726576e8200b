import { useEffect, useRef } from 'preact/hooks';
import { thumbHashToDataURL } from 'thumbhash';
import type { Image } from '../../../docs/examples/api-types.ts';
import { API, type Problem } from './api.ts';

/** Of a whole page. After a click the focus goes to it, as it would with a new document. */
export const Heading = ({ children }: { children: string }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const title = `${children} – Hearth shop`;
    const isFollowed = ![title, 'Hearth'].includes(document.title);
    document.title = title;
    if (isFollowed) heading.current?.focus();
  }, [children]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
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
export const Photo = ({ images, sizes }: { images: readonly Image[]; sizes: string }) => {
  const { placeholder, variants = [] } = images.find(({ status }) => status === 'ready') ?? {};
  const srcset = variants.map(({ url, width }) => `${API}${url} ${width}w`).join(', ');
  if (srcset === '') return <div class="photo" />;
  const background = placeholder && showThumbHash(placeholder);
  return <img class="photo" alt="" srcset={srcset} sizes={sizes} style={{ background }} />;
};

const advice: { readonly [code in NonNullable<Problem['code']>]?: string } = {
  price_changed: 'A price has just changed. Check the new total, then order again.',
  product_not_available: 'Something in your cart is no longer sold. Check what is left, then order again.',
  busy: 'The shop is very busy. Try again in a minute: you cannot order twice by accident.',
  not_found: 'This customer has no such order.',
};

export const ProblemNote = ({ problem = {} }: { problem: Problem | undefined }) => {
  const { code = 'internal', detail, errors = [], requestId } = problem;
  return detail === undefined ? null : (
    <div class="trouble bad" role="alert">
      {[advice[code] ?? detail, ...errors.map(({ message }) => message)].join(' ')}
      {requestId && <small>Reference: {requestId}</small>}
    </div>
  );
};
