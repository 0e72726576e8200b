import { z } from 'zod';
import { findCountryCode } from './find-country-code.ts';
import { MAX_PRICE, toMinorUnits } from './to-minor-units.ts';

const text = z.string().check(z.refine((value) => value.trim() !== '', 'Must not be blank.'));
const optionalText = z
  .string()
  .nullish()
  .transform((value) => (value?.trim() ? value : undefined));

const price = z.number().transform((value, context) => {
  const cents = toMinorUnits(value);
  if (cents !== undefined) return cents;
  context.addIssue({ code: 'custom', message: `${value} is not a price in whole cents from 0 to ${MAX_PRICE}.` });
  return z.NEVER;
});

const country = text.transform((name, context) => {
  const code = findCountryCode(name);
  if (code !== undefined) return code;
  context.addIssue({ code: 'custom', message: `No country is known as "${name}".` });
  return z.NEVER;
});

export const productShape = z.object({
  number: z.int(),
  slug: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,63}$/,
      'Must be 1 to 64 lower-case letters, digits and hyphens, and not begin with a hyphen.',
    ),
  name: text,
  category: optionalText,
  unitPrice: price,
  unitsInStock: z.int().min(0),
});

export const orderShape = z.object({
  number: z.int().min(0),
  customer: text,
  shipTo: z.object({
    name: text,
    address: text,
    city: text,
    region: optionalText,
    postalCode: optionalText,
    country,
  }),
  lines: z.array(z.object({ productNumber: z.int(), quantity: z.int().min(1) })).min(1),
});

export const fileShape = z.object({ products: z.array(z.unknown()).min(1), orders: z.array(z.unknown()).min(1) });

export type FileProduct = z.infer<typeof productShape>;
export type FileOrder = z.infer<typeof orderShape>;
