import { writeFileSync } from 'node:fs'
import { readOptions } from './options.ts'
import { reportOf, wrongsOf } from './report.ts'
import { runStorm } from './storm.ts'
import { troublePlan } from './trouble/trouble-plan.ts'

const { storm, jsonFile } = readOptions(process.argv.slice(2))
const startedAt = performance.now()
const say = (line: string) =>
  process.stdout.write(
    `${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} ${line}\n`,
  )

// Not `once`: npm and the terminal both signal us, and the second signal would end us before our servers.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const plan = troublePlan({ ...storm, ...storm.trouble })
say(`the plan: ${plan.map(({ atMs, what, whom }) => `${atMs / 1_000} ${what} ${whom}`).join(', ')}`)
const verdict = await runStorm(storm, say)
process.stdout.write(`\n${reportOf(verdict)}\n`)
if (jsonFile) writeFileSync(jsonFile, JSON.stringify({ plan, ...verdict }, null, 2))
if (wrongsOf(verdict).length > 0) process.exitCode = 1
