import { holdLog } from './hold-log.ts'

// A process that holds the log for relaying until it is killed.
await holdLog(process.argv[2] ?? '', new AbortController().signal)
process.stdout.write('held\n')
