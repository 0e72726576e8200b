import { Command } from 'commander';
import { deployCommand } from './deploy/deploy-command.ts';
import { errorMessage } from './error-message.ts';
import { generateCommand } from './generate/generate-command.ts';
import { infraCommand } from './infra/infra-command.ts';
import { Misuse } from './misuse.ts';
import { docsCommand } from './openapi/docs-command.ts';
import { vendorScalarCommand } from './openapi/reference/vendor-scalar.ts';
import { packageCommand } from './package/package-command.ts';
import { pictureCommand } from './picture/picture-command.ts';
import { testDotnetCommand } from './test-dotnet/test-dotnet-command.ts';
import { testNodeCommand } from './test-node/test-node-command.ts';
import { testPackageCommand } from './test-package/test-package-command.ts';

const program = new Command('hearth-tools').description(
  'Tools of the repository: API documents, infrastructure, packaging and deployment.',
);

program.addCommand(generateCommand());
program.addCommand(docsCommand());
program.addCommand(vendorScalarCommand());
program.addCommand(infraCommand());
program.addCommand(pictureCommand());
program.addCommand(packageCommand());
program.addCommand(testPackageCommand());
program.addCommand(testNodeCommand());
program.addCommand(testDotnetCommand());
program.addCommand(deployCommand());

// As in the other command lines, exit code 2 means that the command line was wrong.
for (const command of [program, ...program.commands]) {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = error instanceof Misuse ? 2 : 1;
}
