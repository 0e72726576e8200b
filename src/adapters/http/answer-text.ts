const MAX_BYTES = 1024;

/** Whatever could drive a terminal, start a new line or reorder text. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** Collects the first KiB of a body. `add` says whether there is room for more. */
export const answerText = () => {
  let bytes = Buffer.alloc(0);
  return {
    add: (chunk: Uint8Array): boolean => {
      bytes = Buffer.concat([bytes, chunk.subarray(0, MAX_BYTES - bytes.length)]);
      return bytes.length < MAX_BYTES;
    },
    /** Decoded as a stream, so that a character cut off at the end of the KiB is left out. */
    read: (): string => new TextDecoder().decode(bytes, { stream: true }).replaceAll(UNPRINTABLE, ' '),
  };
};
