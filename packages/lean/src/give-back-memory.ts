import { giveBackWhenIdle } from './give-back-when-idle.ts'

// Preloaded into every service, hence without exports to call.
giveBackWhenIdle(5_000)
