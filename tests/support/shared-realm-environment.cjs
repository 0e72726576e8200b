const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

const globalsNow = () =>
  new Map(Reflect.ownKeys(globalThis).map((key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)]));

/** Jest's own symbols. Libraries stay loaded, so what they keep on the global object stays, too. */
const isOfTestFile = (key) => typeof key === 'symbol' && /^[A-Z_]*$/.test(Symbol.keyFor(key) ?? '');

/** Returns a function that resets what a test file may have changed in the process. */
const rememberProcess = () => {
  const globals = globalsNow();
  const { env, exit, exitCode } = process;
  const variables = { ...env };
  const folder = process.cwd();

  return () => {
    for (const [key, now] of globalsNow()) {
      const before = globals.get(key);
      if (before === undefined && isOfTestFile(key)) delete globalThis[key];
      if (before?.configurable && before.value !== now.value) Object.defineProperty(globalThis, key, before);
    }
    Object.assign(process, { env, exit, exitCode });
    for (const name of Object.keys(env)) if (!(name in variables)) delete env[name];
    Object.assign(env, variables);
    process.chdir(folder);
  };
};

/**
 * Runs all test files of a worker in Node's own realm. So libraries can be loaded once for all of
 * them (shared-realm-runtime.cjs), and `instanceof` has the meaning that it has in production.
 */
module.exports = class SharedRealmEnvironment {
  constructor({ projectConfig }) {
    this.restoreProcess = rememberProcess();
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    // Spies on libraries would go on in the next file.
    this.moduleMocker.restoreAllMocks();
    this.restoreProcess();
    this.global = null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
};
