import { findHostileConnector } from './hostile.fixture.ts'
import { runIsolated } from './run-isolated.ts'

runIsolated(findHostileConnector)
