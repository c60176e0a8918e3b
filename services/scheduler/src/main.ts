import { runProcess } from '@pressrun/runtime'
import { schedulerConfig } from './config.ts'
import { openScheduler } from './open-scheduler.ts'

await runProcess('scheduler', schedulerConfig, openScheduler)
