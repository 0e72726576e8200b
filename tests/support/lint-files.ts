import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);
const root = join(__dirname, '../..');

/** A finding of the linter: `rule` such as lint/style/noRestrictedImports, `line` from 1. */
export type Finding = { rule: string; file: string; line: number };

type Report = {
  diagnostics: readonly { category: string; location: { path: string; start: { line: number } } }[];
};

const parseReport = (text: string): Report => {
  const report: unknown = JSON.parse(text.slice(text.indexOf('{')));
  const isReport = (value: unknown): value is Report => Array.isArray(Object(value).diagnostics);
  if (!isReport(report)) throw new Error(`The linter reported ${text}`);
  return report;
};

/** Lints files, given by their paths, in a project with the settings of this one. */
export const lintFiles = async (files: ReadonlyMap<string, string>): Promise<Finding[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-lint-'));
  try {
    const { vcs: _vcs, $schema: _schema, ...settings } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(settings));
    for (const named of [...settings.extends, ...settings.plugins]) {
      mkdirSync(dirname(join(folder, named)), { recursive: true });
      copyFileSync(join(root, named), join(folder, named));
    }
    for (const [file, code] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), code);
    }
    const { stdout } = await execFileAsync(
      join(root, 'node_modules/.bin/biome'),
      ['lint', '--reporter=json', '--max-diagnostics=none', '.'],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
    ).catch((failure: unknown) => ({ stdout: String(Object(failure).stdout) }));
    const findings = parseReport(stdout).diagnostics.map(({ category, location }) => ({
      rule: category,
      file: location.path,
      line: location.start.line,
    }));
    expect(findings.filter(({ rule }) => rule === 'parse')).toEqual([]);
    return findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
};
