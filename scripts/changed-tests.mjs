import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The tests beside each file that differs from where the branch left main, or next above it. */
export function changedTests(checkout, ending) {
  const git = (...args) => execFileSync('git', args, { cwd: checkout, encoding: 'utf8' }).trim()
  const base = git('merge-base', 'HEAD', mainIn(git))
  const changed = [
    ...git('diff', '--name-only', base).split('\n'),
    ...git('ls-files', '--others', '--exclude-standard').split('\n'),
  ]
  const directories = changed.filter((path) => /\.(ts|mjs)$/.test(path)).map(dirname)
  const tests = directories.flatMap((directory) => testsAbove(checkout, directory, ending))
  return [...new Set(tests)]
}

function mainIn(git) {
  const refs = git(
    'for-each-ref',
    '--format=%(refname)',
    'refs/remotes/origin/main',
    'refs/heads/main',
  )
  return refs.split('\n').find(Boolean) ?? 'HEAD'
}

function testsAbove(checkout, directory, ending) {
  if (directory === '.') return []
  const path = join(checkout, directory)
  const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(ending)) : []
  return names.length > 0
    ? names.map((name) => join(directory, name))
    : testsAbove(checkout, dirname(directory), ending)
}
