import { lockLog } from './lock-log.ts'

// A process that holds the log for relaying until it is killed.
await lockLog(process.argv[2] ?? '', new AbortController().signal)
process.stdout.write('held\n')
