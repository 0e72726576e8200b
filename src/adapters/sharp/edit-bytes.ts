const nothing: Uint8Array = new Uint8Array();

/** Replaces ranges of `bytes`, from front to back. `join` copies once, if there are edits. */
export const editBytes = (bytes: Uint8Array) => {
  const parts: Uint8Array[] = [];
  let kept = 0;
  let edits = 0;
  return {
    replace: (from: number, to: number, by = nothing): void => {
      parts.push(bytes.subarray(kept, from), by);
      kept = to;
      edits += 1;
    },
    edits: (): number => edits,
    join: (): Uint8Array => (edits === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(kept)])),
  };
};
