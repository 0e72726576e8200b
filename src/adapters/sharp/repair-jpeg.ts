import { editBytes } from './edit-bytes.ts';
import type { InspectedJpeg } from './inspect-jpeg.ts';
import { isSequential, type JpegFrame } from './jpeg-frame.ts';
import { EOI, SOS, segmentsOf } from './jpeg-markers.ts';

const JFIF = 0xe0;
const ADOBE = 0xee;

const startsWith = (segment: Uint8Array, name: string): boolean =>
  Buffer.from(segment.buffer, segment.byteOffset, segment.length).toString('latin1', 4, 4 + name.length) === name;

const withByte = (segment: Uint8Array, at: number, value: number): Uint8Array => {
  const changed = Uint8Array.from(segment);
  changed[at] = value;
  return changed;
};

/** Decoders treat every version like 1. */
const repairVersion = (segment: Uint8Array): Uint8Array =>
  startsWith(segment, 'JFIF\0') && segment.length > 10 && segment[9] !== 1 ? withByte(segment, 9, 1) : segment;

/** Decoders read an unknown transform as YCbCr or, with four components, as YCCK. */
const repairTransform = (segment: Uint8Array, { components }: JpegFrame): Uint8Array => {
  const usual = components.length === 4 ? 2 : 1;
  const isKnown = segment[15] === 0 || segment[15] === usual;
  return startsWith(segment, 'Adobe') && segment.length > 15 && !isKnown ? withByte(segment, 15, usual) : segment;
};

/** A scan of a sequential JPEG has all coefficients of a component, whatever its header says. */
const repairScan = (segment: Uint8Array, frame: JpegFrame): Uint8Array => {
  const at = segment.length - 3;
  const isRight = segment[at] === 0 && segment[at + 1] === 63 && segment[at + 2] === 0;
  if (!isSequential(frame) || isRight || segment.length < 10) return segment;
  const changed = Uint8Array.from(segment);
  changed.set([0, 63, 0], at);
  return changed;
};

const repairs: Readonly<Record<number, (segment: Uint8Array, frame: JpegFrame) => Uint8Array>> = {
  [JFIF]: repairVersion,
  [ADOBE]: repairTransform,
  [SOS]: repairScan,
};

/**
 * The same JPEG without harmless faults that decoders warn about: bytes between two segments,
 * unusual values in headers, a missing end marker after whole scans. Damage to pixels stays.
 */
export const repairJpeg = (jpeg: Uint8Array, { frame, isWhole, hasEnd }: InspectedJpeg): Uint8Array => {
  if (!frame) return jpeg;
  const edit = editBytes(jpeg);
  for (const { marker, start, end, next } of segmentsOf(jpeg)) {
    const segment = jpeg.subarray(start, end);
    const repaired = repairs[marker]?.(segment, frame) ?? segment;
    if (repaired !== segment) edit.replace(start, end, repaired);
    if (marker !== SOS && end < next) edit.replace(end, next);
  }
  if (!hasEnd && isWhole) edit.replace(jpeg.length, jpeg.length, Uint8Array.of(0xff, EOI));
  return edit.join();
};
