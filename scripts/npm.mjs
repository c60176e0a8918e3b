import { spawnSync } from 'node:child_process'

/** When npm runs us it says where it is; its name on PATH is the next best guess. */
export function npmCommand() {
  const script = process.env.npm_execpath
  return script?.endsWith('npm-cli.js') ? [process.execPath, script] : ['npm']
}

/**
 * How npm reaches its registry, said so that pnpm understands it: pnpm does not read npm's global
 * configuration, where a company's machine has its proxy and its certificates.
 */
export function networkAsNpmHasIt(cwd) {
  const value = npmSettings(['registry', 'cafile', 'proxy', 'https-proxy'], cwd)
  const env = {}
  if (value.cafile && !process.env.NODE_EXTRA_CA_CERTS) env.NODE_EXTRA_CA_CERTS = value.cafile
  if (value['https-proxy'] && !process.env.HTTPS_PROXY) env.HTTPS_PROXY = value['https-proxy']
  if (value.proxy && !process.env.HTTP_PROXY) env.HTTP_PROXY = value.proxy
  return { env, flags: value.registry ? [`--registry=${value.registry}`] : [] }
}

function npmSettings(names, cwd) {
  const [command, ...args] = npmCommand()
  const { stdout } = spawnSync(command, [...args, 'config', 'get', ...names], {
    cwd,
    encoding: 'utf8',
  })
  const pairs = (stdout ?? '').split('\n').map((line) => line.split(/\s*=\s*(.*)/))
  return Object.fromEntries(pairs.filter(([, value]) => value && value !== 'null'))
}
