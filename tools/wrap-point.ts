const MAX_LINE = 120;

/** At spaces; further lines are indented, so that they belong to the same point of a list. */
export const wrapPoint = (text: string): string => {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length + 1 > MAX_LINE) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
};
