import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { STATEMENTS_FILE } from './statements.ts'
import { selfTimes, type CpuProfile, type SelfTime } from './summary.ts'

const SHOWN = 15

/** Where the CPU time went, for every profile of `--profile DIR`. */
export function describeProfiles(directory: string): string[] {
  const files = readdirSync(directory).filter((name) => name.endsWith('.cpuprofile'))
  const statements = readFileSync(join(directory, STATEMENTS_FILE), 'utf8')
  const profiles = files.flatMap((file) => {
    const profile = JSON.parse(readFileSync(join(directory, file), 'utf8')) as CpuProfile
    const { functions, packages } = selfTimes(profile)
    const busyMs = packages.reduce((sum, { ms }) => sum + ms, 0)
    return [
      `\n${entryOf(profile)} (${file}): ${Math.round(busyMs)} ms busy`,
      ...shares(packages, busyMs),
      '  --',
      ...shares(functions, busyMs),
    ]
  })
  return [...profiles, '\nPostgres statements', statements]
}

function shares(times: readonly SelfTime[], busyMs: number): string[] {
  return times
    .slice(0, SHOWN)
    .map(({ where, ms }) => `  ${((ms / busyMs) * 100).toFixed(1).padStart(5)} %  ${where}`)
}

/** The process of a profile: the service whose main.ts ran in it. */
function entryOf(profile: CpuProfile): string {
  const urls = profile.nodes.map((node) => node.callFrame.url)
  const main = urls.find((url) => /\/(services|packages)\/[^/]+\/src\/main\.ts$/.test(url))
  return main?.split('/').at(-3) ?? 'another process'
}
