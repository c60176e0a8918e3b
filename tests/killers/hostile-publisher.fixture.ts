import { runProcess } from '@pressrun/runtime'
import { publisherConfig, findHostileConnector, runPublisher } from '@pressrun/publisher/testing'

/** The real publisher, with connectors that do what their accounts are named after. */
const isolatedEntry = new URL(
  '../../services/publisher/src/isolated/hostile-main.fixture.ts',
  import.meta.url,
)

await runProcess('publisher', publisherConfig, (context) =>
  runPublisher(context, { findConnector: findHostileConnector, isolatedEntry }),
)
