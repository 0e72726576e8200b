import { join } from 'node:path';
import { hasDotnetSdk, MIN_SDK } from '../dotnet-sdk.ts';
import { buildDotnetProgram, packagesOf } from './build-dotnet-program.ts';

/**
 * What expressions are compiled against, from the packages that `tools/infra/expressions` locks.
 */
const references = [
  'netstandard.library/2.0.3/build/netstandard2.0/ref/netstandard.dll',
  'newtonsoft.json/13.0.3/lib/netstandard2.0/Newtonsoft.Json.dll',
];

/**
 * The command line of the program that compiles policy expressions, built once into
 * `.cache/expressions`. Without a .NET SDK, resolves to the reason. Rejects if there is an SDK and
 * the build fails.
 */
export const findExpressionChecker = async (
  root: string,
): Promise<{ command: readonly string[] } | { missing: string }> => {
  if (!(await hasDotnetSdk())) return { missing: `The .NET SDK ${MIN_SDK} or later is not installed.` };
  const program = {
    title: 'The checker of policy expressions',
    sources: join(root, 'tools/infra/expressions'),
    project: 'checker/checker.csproj',
    cache: join(root, '.cache/expressions'),
  };
  const path = await buildDotnetProgram(program, 'checker.dll');
  return { command: ['dotnet', path, ...references.map((reference) => join(packagesOf(program), reference))] };
};
