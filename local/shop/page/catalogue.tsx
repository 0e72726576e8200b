import type { ProductPage } from '../../../docs/examples/api-types.ts';
import { call } from './api.ts';
import { formatMoney, Heading, Photo, ProblemNote } from './parts.tsx';
import { addToCart } from './state.ts';
import { useAnswer } from './use-answer.ts';

const texts = { in_stock: 'In stock', low: 'Only a few left', out: 'Sold out' };
const tones = { in_stock: 'good', low: 'warn', out: 'bad' };

/** The demo catalogue may still be uploading its images when the shop opens. Some may never come. */
const isComplete = ({ items }: ProductPage, same = 0): boolean =>
  same > 6 || !items.some(({ images }) => images.some(({ status }) => status === 'awaiting_upload'));

export const Catalogue = () => {
  const { value, problem } = useAnswer(() => call<ProductPage>('products?limit=100'), [], isComplete);
  return (
    <>
      <Heading>Good things for hearth and home</Heading>
      <p class="lead">Made to be used for decades. This is a demo: nothing is charged or sent.</p>
      <ProblemNote problem={problem} />
      <ul class="grid">
        {value?.items.map(({ id, name, description, price, availability, images }) => (
          <li key={id}>
            <Photo images={images} sizes="(min-width: 36rem) 18rem, 92vw" />
            <h2>{name}</h2>
            <p>{description}</p>
            <strong>{formatMoney(price.amount, price.currency)}</strong>
            <small class={`badge ${tones[availability]}`}>{texts[availability]}</small>
            <button type="button" disabled={availability === 'out'} onClick={() => addToCart(id)}>
              Add<span class="unseen"> {name}</span> to cart
            </button>
          </li>
        ))}
      </ul>
    </>
  );
};
