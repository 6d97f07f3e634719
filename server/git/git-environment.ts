/** One line of git's configuration. */
export type GitSetting = readonly [key: string, value: string];

/** What no repository may make git do, whatever it holds and whatever this machine's configuration says. */
const HARDENED: readonly GitSetting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.symlinks', 'false'],
  ['core.fsmonitor', 'false'],
  ['core.alternateRefsCommand', ''],
  ['credential.helper', ''],
  ['fetch.recurseSubmodules', 'false'],
  ['submodule.recurse', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['http.followRedirects', 'false'],
  ['filter.lfs.smudge', ''],
  ['filter.lfs.process', ''],
  ['filter.lfs.required', 'false'],
  ['safe.bareRepository', 'all'],
  ['safe.directory', '*'],
];

/**
 * The environment of a git process. Settings travel in it (GIT_CONFIG_*) instead of the arguments, because arguments can
 * be read by every user of the machine; configuration files of the machine and its users are not read.
 * @param protocols that git may speak, as it calls them ("https", "ssh"); none for work on a local cache
 */
export function gitEnvironment(
  home: string,
  protocols: readonly string[],
  settings: readonly GitSetting[] = [],
): Record<string, string> {
  const all = [...HARDENED, ...settings];
  return {
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: String(all.length),
    ...Object.fromEntries(
      all.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    GIT_ALLOW_PROTOCOL: protocols.join(':'),
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    SSH_ASKPASS: '/bin/false',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    // A transfer that stands still is given up before the time limit of the whole.
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '20',
  };
}
