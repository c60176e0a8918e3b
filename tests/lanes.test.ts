import { suite } from 'node:test'
import { fairness } from './lanes/fairness.ts'
import { limits } from './lanes/limits.ts'
import { order } from './lanes/order.ts'
import { pauses } from './lanes/pauses.ts'
import { trouble } from './lanes/trouble.ts'
import { sharedEnvironment } from './support/index.ts'

// They wait more than they work, each for a sink of its own: all at once.
suite('lanes', { concurrency: true }, () => {
  const environment = sharedEnvironment({
    env: { PRESSRUN_PRIVATE_TARGETS: '127.0.0.1,127.0.0.2' },
  })
  limits(environment)
  trouble(environment)
  order(environment)
  fairness(environment)
  pauses(environment)
})
