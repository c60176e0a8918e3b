import { findConnector } from '@pressrun/platforms'
import { runIsolated } from './run-isolated.ts'

runIsolated(findConnector)
