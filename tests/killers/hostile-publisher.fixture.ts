import { runProcess } from '@pressrun/runtime'
import { publisherConfig } from '../../services/publisher/src/config.ts'
import { findHostileConnector } from '../../services/publisher/src/isolated/hostile.fixture.ts'
import { runPublisher } from '../../services/publisher/src/service.ts'

/** The publisher, as it is, but for connectors that do what their accounts are named after. */
const isolatedEntry = new URL(
  '../../services/publisher/src/isolated/hostile-main.fixture.ts',
  import.meta.url,
)

await runProcess('publisher', publisherConfig, (context) =>
  runPublisher(context, { findConnector: findHostileConnector, isolatedEntry }),
)
