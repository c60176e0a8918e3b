import type { Verdict } from './verdict/judge.ts'

/** The violations: empty when all is well. */
export function wrongsOf({ comparison, lookedFor, invariants, quiet }: Verdict): string[] {
  const { duplicates, lost, falselyDenied, strange, open } = comparison
  const named = (what: string, those: readonly string[]) => those.map((one) => `${what}: ${one}`)
  return [
    ...named('duplicate', duplicates),
    ...named('lost', lost),
    ...named('said not to be published', falselyDenied),
    ...named('a post of no task', strange),
    ...named('not over', open),
    ...(quiet.looks
      ? named(
          'a look would have told',
          lookedFor.map(({ id }) => id),
        )
      : []),
    ...(quiet.quiet ? [] : ['it did not become quiet']),
    ...Object.entries(invariants).flatMap(([name, broken]) => named(`not so: ${name}`, broken)),
  ]
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
const linesMax = 40

/** The figures, for a person. */
export function reportOf(verdict: Verdict): string {
  const { comparison, ambiguous, recoveries, invariants, deeds, faults } = verdict
  const { unconfirmed } = comparison
  const longest = (those: typeof recoveries) => Math.max(0, ...those.map(({ tookMs }) => tookMs))
  const undisturbed = recoveries.filter((recovery) => recovery.undisturbed)
  const figures: [string, string | number][] = [
    ['seed', verdict.seed],
    ['tasks', comparison.tasks],
    ['posts', comparison.posts],
    ['published', comparison.published],
    ['failed', comparison.failed.length],
    ['duplicates', comparison.duplicates.length],
    ['lost', comparison.lost.length],
    ['said not to be published, and seen', comparison.falselyDenied.length],
    ['unconfirmed', unconfirmed.length],
    ['  of them truly ambiguous', share(ambiguous, unconfirmed.length)],
    ['  of them visible', share(unconfirmed.filter((t) => t.visible).length, unconfirmed.length)],
    ['posted twice where that was wanted', comparison.wantedTwice.length],
    ['publishers killed', recoveries.length],
    ['attempts under way then', recoveries.reduce((sum, { attempts }) => sum + attempts, 0)],
    ['longest recovery', seconds(longest(recoveries))],
    [
      'longest recovery, nothing else wrong',
      undisturbed.length ? seconds(longest(undisturbed)) : '-',
    ],
    ['attempts', verdict.attempts],
    ['events', verdict.events],
    ['quiet after', seconds(verdict.quiet.tookMs)],
    ['processes killed, stopped, restarted', deeds.length],
    ['faults met', Object.values(faults).reduce((sum, count) => sum + count, 0)],
    ...Object.entries(invariants).map(([name, broken]): [string, string] => [
      name,
      broken.length === 0 ? 'yes' : `NO (${broken.length})`,
    ]),
  ]
  const wrongs = wrongsOf(verdict)
  const more = wrongs.length > linesMax ? [`... and ${wrongs.length - linesMax} more`] : []
  return [
    ...figures.map(([name, value]) => `${name.padEnd(40)} ${value}`),
    ...wrongs.slice(0, linesMax),
    ...more,
  ].join('\n')
}

const share = (some: number, all: number) =>
  all === 0 ? '0' : `${some} (${Math.round((100 * some) / all)} %)`
