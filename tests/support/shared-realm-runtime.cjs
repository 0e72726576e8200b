const { createRequire, isBuiltin } = require('node:module');
const { compileFunction } = require('node:vm');
const Runtime = require('jest-runtime').default;

/** Each test file has its own: tests replace what the first load, and the others are ES modules. */
const loadedPerFile = /^(@azure\/functions[^/]*|jose|oauth2-mock-server|p-map|thumbhash)($|\/)/;

const isSharedLibrary = (name) => /^[^./]/.test(name) && !isBuiltin(name) && !loadedPerFile.test(name);

/**
 * Loads libraries with Node's own `require`, once for all test files of a worker. Loading the SDKs
 * for each file took a third of the time of the tests. Needs shared-realm-environment.cjs.
 */
class SharedRealmRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    // As in Jest, but in Node's own realm and not in one per file.
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, options, isRequireActual) {
    const isShared = name !== undefined && !options?.isInternalModule && isSharedLibrary(name);
    return isShared ? createRequire(from)(name) : super.requireModule(from, name, options, isRequireActual);
  }
}

module.exports = { default: SharedRealmRuntime, __esModule: true };
