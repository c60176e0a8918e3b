import { runProcess } from '@pressrun/runtime'
import {
  publisherConfig,
  runPublisher,
  type AttemptPoint,
  type Passing,
} from '@pressrun/publisher/testing'

/** The real publisher, except that it stops the given tasks at their points, and reports that, until it is killed. */
const mortal = new Map<string, AttemptPoint>(
  Object.entries(JSON.parse(process.env['MORTAL_TASKS'] ?? '{}')),
)

const passing: Passing = async (point, { id }) => {
  if (mortal.get(id) !== point) return
  process.send?.({ type: 'kept', taskId: id })
  await new Promise<never>(() => {})
}

await runProcess('publisher', publisherConfig, (context) => runPublisher(context, { passing }))
