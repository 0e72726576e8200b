import type { ProductPage } from '../../../docs/examples/api-types.ts';
import { call } from './api.ts';
import { formatMoney, Heading, Photo, ProblemNote } from './parts.tsx';
import { addToCart } from './state.ts';
import { useAnswer } from './use-answer.ts';

const texts = { in_stock: 'In stock', low: 'Only a few left', out: 'Sold out' };
export const categories = [
  ['', 'Hearth', 'Good things for hearth and home'],
  ['hearth', 'Fire', 'For the fireside'],
  ['kitchen', 'Kitchen', 'For the kitchen'],
  ['living', 'Living', 'For the living room'],
] as const;

/** The demo catalogue may still be uploading its images when the shop opens. */
const isComplete = ({ items }: ProductPage): boolean =>
  !items.some(({ images }) => images.some(({ status }) => status === 'awaiting_upload'));

export const Catalogue = ({ category }: { category: string }) => {
  const path = `products?limit=100${category && `&category=${category}`}`;
  const { value, problem } = useAnswer(() => call<ProductPage>(path), [path], isComplete);
  return (
    <>
      <Heading>{categories.find(([id]) => id === category)?.[2] ?? category}</Heading>
      <p class="lead">Made to be used for decades. This is a demo: order what you like, nothing is charged or sent.</p>
      <ProblemNote problem={problem} />
      <ul class="grid">
        {value?.items.map(({ id, name, description, price, availability, images }) => (
          <li key={id}>
            <Photo images={images} sizes="(min-width: 36rem) 18rem, 92vw" />
            <h2>{name}</h2>
            <p>{description}</p>
            <div>
              <strong>{formatMoney(price.amount, price.currency)}</strong>
              <small class={availability}>{texts[availability]}</small>
            </div>
            <button type="button" disabled={availability === 'out'} onClick={() => addToCart(id)}>
              Add<span class="hidden"> {name}</span> to cart
            </button>
          </li>
        ))}
      </ul>
    </>
  );
};
